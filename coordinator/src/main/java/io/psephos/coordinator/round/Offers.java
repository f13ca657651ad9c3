package io.psephos.coordinator.round;

import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.coordinator.journal.StoredJob;
import io.psephos.coordinator.plan.LearningProcess;
import io.psephos.coordinator.plan.RoundPolicy;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Offer;
import io.psephos.protocol.state.NamedState;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The builder of offers from assignments. */
final class Offers {
    private final LearningProcess process;
    private final RoundPolicy policy;
    private final Timekeeper time;
    private @Nullable Published newest;

    /** What is asked for after so many published versions. */
    private record Published(long versions, Offer.Training training) {}

    Offers(LearningProcess process, RoundPolicy policy, Timekeeper time) {
        this.process = process;
        this.policy = policy;
        this.time = time;
    }

    /**
     * Returns the offer of an assignment.
     *
     * @param state the named state that belongs to the newest version
     * @param artefacts names of the artefacts that were published with the offered version
     */
    Offer of(StoredJob job, LiveAssignment live, Collecting round, NamedState state, Collection<String> artefacts) {
        StoredAssignment assignment = live.assignment();
        Duration left = left(policy.assignmentsOutliveRounds() ? live.deadline() : round.deadline());
        Offer bare = new Offer(
                assignment.id(),
                job.id(),
                assignment.round(),
                assignment.modelVersion(),
                job.layout().parameterCount(),
                job.layout(),
                time.now().plus(left),
                left,
                training(job),
                process.codec(),
                new Offer.Privacy("none", false),
                Offer.Links.of(job.id(), assignment.modelVersion(), assignment.id())
                        .withArtefacts(artefacts));
        return process.offered(bare, state, job.published());
    }

    private Duration left(@Nullable Duration deadline) {
        Duration left = deadline == null ? policy.update().deadline() : deadline.minus(time.uptime());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** What training is asked for, made once a version. */
    private Offer.Training training(StoredJob job) {
        Published known = newest;
        if (known == null || known.versions != job.published()) {
            int rounds = job.spec().schedule().rounds();
            known = new Published(
                    job.published(), training(job.spec().training().at(job.published(), rounds)));
            newest = known;
        }
        return known.training;
    }

    private static Offer.Training training(JobSpec.Training training) {
        return new Offer.Training(
                training.steps().isPresent() ? training.steps().getAsInt() : null,
                training.epochs().isPresent() ? training.epochs().getAsInt() : null,
                training.batch(),
                training.learningRate(),
                training.proximal(),
                "all",
                training.maxExamples(),
                unlessZero(training.momentum()),
                unlessZero(training.weightDecay()),
                training.furtherRegularizers().stream().map(Offer.Term::of).toList());
    }

    /** Returns null for 0: options that are off are left out of offers. */
    private static @Nullable Double unlessZero(double value) {
        return value == 0 ? null : value;
    }
}
