/** What compressors and codecs draw, count and pack with: of no use outside of this module. */
@NullMarked
package io.psephos.compression.bits;

import org.jspecify.annotations.NullMarked;
