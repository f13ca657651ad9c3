package io.psephos.coordinator.plan;

/** What is to become of an open round now. */
public sealed interface RoundVerdict {

    /** It goes on. */
    record GoOn() implements RoundVerdict {}

    /** Its set of updates is complete. */
    record Close() implements RoundVerdict {}

    /** Its set is thrown away. */
    record Abandon(String reason) implements RoundVerdict {}
}
