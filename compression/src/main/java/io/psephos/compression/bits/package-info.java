/** What compressors and codecs count and draw with: of no use outside of this module. */
@NullMarked
package io.psephos.compression.bits;

import org.jspecify.annotations.NullMarked;
