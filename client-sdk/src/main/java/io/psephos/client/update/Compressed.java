package io.psephos.client.update;

import io.psephos.compression.Payload;
import io.psephos.protocol.state.NamedState;

/**
 * An update that was made small.
 *
 * @param scheme byte of the frame that the payload travels in
 * @param uncompressed what the payload stands for, after momentum; nobody writes to it
 * @param next what counts once the update is accepted, under {@link ClientMemory#CODEC}
 */
record Compressed(int scheme, Payload payload, float[] uncompressed, NamedState next) {}
