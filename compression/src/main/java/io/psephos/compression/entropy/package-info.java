/** A lossless stage around any other codec. */
@NullMarked
package io.psephos.compression.entropy;

import org.jspecify.annotations.NullMarked;
