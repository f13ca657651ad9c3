/** Bit fields and prefix codes, as the entropy-coded frames have them; for codecs only. */
@NullMarked
package io.psephos.compression.bits;

import org.jspecify.annotations.NullMarked;
