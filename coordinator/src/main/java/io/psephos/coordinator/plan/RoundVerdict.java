package io.psephos.coordinator.plan;

/** The decision about an open round. */
public sealed interface RoundVerdict {

    /** The round goes on. */
    record GoOn() implements RoundVerdict {}

    /** The round closes: its set of updates is complete. */
    record Close() implements RoundVerdict {}

    /** The round is abandoned and its updates discarded. */
    record Abandon(String reason) implements RoundVerdict {}
}
