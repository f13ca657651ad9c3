package io.psephos.coordinator.round;

import io.psephos.coordinator.journal.ServerMemory;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.coordinator.journal.StoredJob;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Offer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Assignments as they are offered. */
final class Offers {
    private Offers() {}

    /** @param memory what the server carries along with this version */
    static Offer of(StoredJob job, Seat seat, Collecting round, ServerMemory memory, Timekeeper time) {
        JobSpec spec = job.spec();
        StoredAssignment assignment = seat.assignment();
        Duration left = left(round.isSynchronous() ? round.deadline() : seat.deadline(), spec, time);
        return new Offer(
                assignment.id(),
                job.id(),
                assignment.round(),
                assignment.modelVersion(),
                job.layout().parameterCount(),
                job.layout(),
                time.now().plus(left),
                left,
                training(spec.training().at(job.published(), spec.schedule().rounds())),
                codec(job, assignment, memory),
                new Offer.Privacy("none", false),
                Offer.Links.of(job.id(), assignment.modelVersion(), assignment.id()));
    }

    /** Where nothing is remembered here, nobody may remember anything; at version 0 nobody does. */
    private static Offer.Codec codec(StoredJob job, StoredAssignment assignment, ServerMemory memory) {
        Offer.Codec codec = new CodecTuning(job.spec(), job.layout()).offered(memory, job.published());
        boolean isForgotten = job.spec().codec().scheme().sendsDifferences() && memory.shift().length == 0;
        return isForgotten && assignment.modelVersion() > 0 ? codec.afresh() : codec;
    }

    private static Duration left(@Nullable Duration deadline, JobSpec spec, Timekeeper time) {
        Duration left = deadline == null ? spec.schedule().deadline() : deadline.minus(time.uptime());
        return left.isNegative() ? Duration.ZERO : left;
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
                unlessZero(training.weightDecay()));
    }

    /** What is off stands in no offer. */
    private static @Nullable Double unlessZero(double value) {
        return value == 0 ? null : value;
    }
}
