package io.psephos.client.update;

import io.psephos.protocol.state.NamedState;

/** A correction of the difference by what the client remembers under {@link ClientMemory#CONTROL}. */
@FunctionalInterface
interface ControlVariate {
    /** The difference as it is. */
    ControlVariate NONE = (difference, memory) -> new Controlled(difference, NamedState.EMPTY);

    Controlled apply(Difference difference, NamedState memory);

    /**
     * A corrected difference.
     *
     * @param next what counts once the update is accepted, under {@link ClientMemory#CONTROL} and below
     */
    record Controlled(Difference difference, NamedState next) {}
}
