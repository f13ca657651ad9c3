/** Bits, codes, transforms and random words for compressors and codecs: of no use outside of this module. */
@NullMarked
package io.psephos.compression.bits;

import org.jspecify.annotations.NullMarked;
