package io.psephos.coordinator.round;

import io.psephos.aggregation.VoteMargins;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientReport;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** A round whose set of updates is closed; what it becomes follows from that set alone. */
record Aggregating(Collecting collected) implements Round {

    @Override
    public long number() {
        return collected.number();
    }

    @Override
    public long modelVersion() {
        return collected.modelVersion();
    }

    @Override
    public Instant openedAt() {
        return collected.openedAt();
    }

    @Override
    public @Nullable LiveAssignment live(AssignmentId assignment) {
        return collected.live(assignment);
    }

    @Override
    public Collection<LiveAssignment> assignments() {
        return collected.assignments();
    }

    @Override
    public @Nullable ClientReport report(AssignmentId assignment) {
        return collected.report(assignment);
    }

    /** What is left of the step, see {@link Collecting#stepShare}. */
    double stepShare() {
        return collected.stepShare();
    }

    FoldQueue fold() {
        return collected.fold();
    }

    Collection<ClientReport> reports() {
        return collected.reports();
    }

    /** The round once its version is out. */
    StoredRoundSummary published(Instant at, @Nullable VoteMargins margins, long bytesDown) {
        return collected.summary("published", modelVersion() + 1, at, margins, bytesDown);
    }

    /** The round once its set is thrown away. */
    StoredRoundSummary abandoned(Instant at, long bytesDown) {
        return collected.summary("abandoned", null, at, null, bytesDown);
    }
}
