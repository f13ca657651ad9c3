package io.psephos.coordinator.round;

import io.psephos.aggregation.VoteMargins;
import io.psephos.aggregation.stage.ClientFacts;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.ClientReport;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A round whose set of updates is closed; its result follows from that set alone. */
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
    public @Nullable LiveAssignment assignment(AssignmentId assignment) {
        return collected.assignment(assignment);
    }

    @Override
    public Collection<LiveAssignment> assignments() {
        return collected.assignments();
    }

    @Override
    public Set<ClientId> overdue() {
        return collected.overdue();
    }

    @Override
    public @Nullable ClientReport report(AssignmentId assignment) {
        return collected.report(assignment);
    }

    /** Returns the factor of the round's step, see {@link Collecting#stepShare}. */
    double stepShare() {
        return collected.stepShare();
    }

    int accepted() {
        return collected.accepted();
    }

    FoldQueue fold() {
        return collected.fold();
    }

    Collection<ClientReport> reports() {
        return collected.reports();
    }

    /** Returns the facts of each client whose update counts. */
    List<ClientFacts> clients() {
        return collected.clients();
    }

    /** Returns the number of updates that the round needs. */
    int quorum() {
        return collected.policy().update().quorum();
    }

    /** Returns the summary of the round after its version was published. */
    StoredRoundSummary published(Instant at, @Nullable VoteMargins margins, long bytesDown) {
        return collected.summary("published", modelVersion() + 1, at, margins, bytesDown);
    }

    /** Returns the summary of the round after it was abandoned. */
    StoredRoundSummary abandoned(Instant at, long bytesDown) {
        return collected.summary("abandoned", null, at, null, bytesDown);
    }
}
