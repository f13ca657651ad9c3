package io.psephos.client.update;

import io.psephos.compression.Payload;
import io.psephos.protocol.state.NamedState;

/**
 * An update after compression.
 *
 * @param scheme scheme byte of the payload's frame
 * @param uncompressed the values before compression, after momentum; must not be written to
 * @param next memory under {@link ClientMemory#CODEC} for when the update is accepted
 */
record Compressed(int scheme, Payload payload, float[] uncompressed, NamedState next) {}
