/** A stage without loss around any other codec. */
@NullMarked
package io.psephos.compression.entropy;

import org.jspecify.annotations.NullMarked;
