package io.psephos.coordinator.round;

import io.psephos.protocol.AssignmentId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A phase of a round; the moves out of a phase are its methods. */
sealed interface Round permits Collecting, Aggregating {

    long number();

    long modelVersion();

    Instant openedAt();

    /** The seat of an assignment that was given in this round. */
    @Nullable
    Seat seat(AssignmentId assignment);
}
