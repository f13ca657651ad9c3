/** Updates as few levels a coordinate, rounded at random so that their mean stays, and the memory that DIANA keeps. */
@NullMarked
package io.psephos.compression.quantized;

import org.jspecify.annotations.NullMarked;
