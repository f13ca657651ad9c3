/** Updates as one vote a coordinate in one bit: compressors that decide how to vote, and the codec of their frame. */
@NullMarked
package io.psephos.compression.sign;

import org.jspecify.annotations.NullMarked;
