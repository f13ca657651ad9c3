package io.psephos.coordinator.round;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.Fate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A phase of a round; the moves out of a phase are its methods. */
sealed interface Round permits Collecting, Aggregating {

    long number();

    long modelVersion();

    Instant openedAt();

    /** The seat of an assignment that was given in this round. */
    @Nullable
    LiveAssignment live(AssignmentId assignment);

    /** Those first that were given first. */
    Collection<LiveAssignment> assignments();

    /** Seats that wait for an update, those that were given first first. */
    default List<LiveAssignment> openAssignments() {
        return assignments().stream().filter(live -> live.is(Fate.OPEN)).toList();
    }

    /** What the client of a seat told, if anything. */
    @Nullable
    ClientReport report(AssignmentId assignment);
}
