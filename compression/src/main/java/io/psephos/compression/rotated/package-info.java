/** Updates as signs after a random rotation. */
@NullMarked
package io.psephos.compression.rotated;

import org.jspecify.annotations.NullMarked;
