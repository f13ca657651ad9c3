/** Updates as one float a coordinate, in full or half precision. */
@NullMarked
package io.psephos.compression.dense;

import org.jspecify.annotations.NullMarked;
