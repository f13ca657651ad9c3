package io.psephos.coordinator.round;

import io.psephos.coordinator.journal.ClientReport;
import io.psephos.protocol.AssignmentId;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** A phase of a round; the moves out of a phase are its methods. */
sealed interface Round permits Collecting, Aggregating {

    long number();

    long modelVersion();

    Instant openedAt();

    /** The seat of an assignment that was given in this round. */
    @Nullable
    Seat seat(AssignmentId assignment);

    /** Those first that were given first. */
    Collection<Seat> seats();

    /** What the client of a seat told, if anything. */
    @Nullable
    ClientReport report(AssignmentId assignment);
}
