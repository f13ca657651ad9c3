package io.psephos.client.update;

import io.psephos.protocol.state.NamedState;

/**
 * The step of the pipeline that moves a control variate: it sees the difference, what training took and was offered, and
 * the client's memory. Correcting local gradients, as SCAFFOLD does, is the trainer's part, which reads the variate in
 * its memory.
 */
@FunctionalInterface
interface ControlVariate {
    /** No correction. */
    ControlVariate NONE = (difference, result, memory) -> new Controlled(difference, NamedState.EMPTY);

    Controlled apply(Difference difference, LocalResult result, NamedState memory);

    /**
     * A corrected difference.
     *
     * @param next memory under {@link ClientMemory#CONTROL} and below for when the update is accepted
     */
    record Controlled(Difference difference, NamedState next) {}
}
