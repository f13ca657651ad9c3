/** Updates as one float a coordinate: nothing is lost, nothing is saved. */
@NullMarked
package io.psephos.compression.dense;

import org.jspecify.annotations.NullMarked;
