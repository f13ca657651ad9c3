package io.psephos.client.update;

import io.psephos.protocol.state.NamedState;

/** The correction of a difference by a control variate in the client's memory. */
@FunctionalInterface
interface ControlVariate {
    /** No correction. */
    ControlVariate NONE = (difference, memory) -> new Controlled(difference, NamedState.EMPTY);

    Controlled apply(Difference difference, NamedState memory);

    /**
     * A corrected difference.
     *
     * @param next memory under {@link ClientMemory#CONTROL} and below for when the update is accepted
     */
    record Controlled(Difference difference, NamedState next) {}
}
