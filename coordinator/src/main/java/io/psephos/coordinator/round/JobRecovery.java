package io.psephos.coordinator.round;

import io.psephos.aggregation.ClientUpdate;
import io.psephos.coordinator.cohort.Cohort;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.coordinator.journal.StoredJob;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.coordinator.journal.StoredRound;
import io.psephos.coordinator.plan.CohortDraw;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.model.CarriedTensors;
import io.psephos.protocol.state.NamedState;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The recovery of a job from the journal; the open round's fold is rebuilt from stored verdicts, never by judging
 * again.
 */
final class JobRecovery {
    private final Journal journal;
    private final Intake intake;
    private final FoldFactory folds;
    private final CohortDraw draw;

    JobRecovery(Journal journal, Intake intake, FoldFactory folds, CohortDraw draw) {
        this.journal = journal;
        this.intake = intake;
        this.folds = folds;
        this.draw = draw;
    }

    JobCache read(JobId id) {
        return read(id, true);
    }

    /**
     * Returns the job with its open round, but without the round's cohort and updates, which will not count: no extension
     * is asked.
     */
    JobCache withoutUpdates(JobId id) {
        return read(id, false);
    }

    private JobCache read(JobId id, boolean withUpdates) {
        StoredJob job =
                journal.job(id).orElseThrow(() -> new IllegalStateException("job " + id + " is not in the journal"));
        float[] parameters = parameters(job);
        NamedState state = journal.state(id)
                .only(name -> !name.startsWith(FilterMemory.PREFIX) && !name.equals(StoredModel.CARRIED));
        JobCache cache =
                new JobCache(job, parameters, state, round(job, parameters, state, withUpdates), journal.lastEvent(id));
        if (!job.state().hasEnded()) {
            cache.carry(carried(journal, job));
        }
        return cache;
    }

    /** Returns the tensors that the user's file had beside the parameters. */
    static CarriedTensors carried(Journal journal, StoredJob job) {
        return job.spec().model().upload()
                ? journal.piece(job.id(), StoredModel.CARRIED)
                        .map(CarriedTensors::read)
                        .orElse(CarriedTensors.NONE)
                : CarriedTensors.NONE;
    }

    private float[] parameters(StoredJob job) {
        boolean isWaiting = job.state() == JobState.CREATED
                && job.spec().model().upload()
                && journal.model(job.id(), 0).isEmpty();
        return job.state().hasEnded() || isWaiting
                ? JobCache.NONE
                : journal.model(job.id(), job.modelVersion())
                        .orElseThrow(() -> new IllegalStateException(
                                "version " + job.modelVersion() + " of job " + job.id() + " is not in the journal"))
                        .parameters();
    }

    private @Nullable Round round(StoredJob job, float[] parameters, NamedState state, boolean withUpdates) {
        StoredRound stored = journal.openRound(job.id()).orElse(null);
        if (stored == null) {
            return null;
        }
        Collecting round = new Collecting(
                job.spec(),
                job.round(),
                stored.modelVersion(),
                stored.openedAt(),
                folds.open(job, parameters, state),
                withUpdates ? draw.cohort(job.round(), job.published(), state) : Cohort.FIRST_COME);
        stored.assignments().forEach(round::restore);
        stored.reports().forEach(round::report);
        Map<AssignmentId, StoredAssignment> byId =
                stored.assignments().stream().collect(Collectors.toMap(StoredAssignment::id, Function.identity()));
        if (withUpdates) {
            journal.accepted(job.id(), accepted -> restore(round, byId.get(accepted.assignment()), accepted));
        }
        return stored.frozen() ? round.freeze() : round;
    }

    private void restore(Collecting round, @Nullable StoredAssignment assignment, StoredRound.AcceptedFrame accepted) {
        if (assignment == null) {
            throw new IllegalStateException("no assignment " + accepted.assignment() + " for its update");
        }
        ClientUpdate update = intake.decode(assignment.client(), accepted.frame(), assignment.modelVersion());
        LiveAssignment live = Objects.requireNonNull(round.assignment(accepted.assignment()));
        round.countAccepted(live, accepted.frame().length, update);
        round.fold().restore(round.weighed(live, update));
    }
}
