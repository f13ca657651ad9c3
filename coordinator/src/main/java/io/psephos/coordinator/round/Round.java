package io.psephos.coordinator.round;

import java.time.Instant;

/** A phase of a round; the moves out of a phase are its methods. */
sealed interface Round permits Collecting, Aggregating {

    long number();

    long modelVersion();

    Instant openedAt();
}
