package io.psephos.coordinator.round;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.Fate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A phase of a round; transitions are methods of the phase that they leave. */
sealed interface Round permits Collecting, Aggregating {

    long number();

    long modelVersion();

    Instant openedAt();

    /** Returns an assignment that belongs to this round. */
    @Nullable
    LiveAssignment assignment(AssignmentId assignment);

    /** Returns the assignments in the order in which they were given. */
    Collection<LiveAssignment> assignments();

    /** Returns the undecided assignments in the order in which they were given. */
    default List<LiveAssignment> openAssignments() {
        return assignments().stream().filter(live -> live.is(Fate.OPEN)).toList();
    }

    /** Returns the clients that let their last assignment pass and sent nothing since. */
    Set<ClientId> overdue();

    /** Returns the report for an assignment, if any. */
    @Nullable
    ClientReport report(AssignmentId assignment);
}
