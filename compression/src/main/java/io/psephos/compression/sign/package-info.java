/** Updates as one vote a coordinate, with or without a scale: compressors that decide how to vote, and the frames' codecs. */
@NullMarked
package io.psephos.compression.sign;

import org.jspecify.annotations.NullMarked;
