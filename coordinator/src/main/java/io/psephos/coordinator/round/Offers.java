package io.psephos.coordinator.round;

import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.coordinator.journal.StoredJob;
import io.psephos.protocol.CodecOption;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Offer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Assignments as they are offered. */
final class Offers {
    private Offers() {}

    /** @param b of this version where reports set it; empty where the job file does */
    static Offer of(StoredJob job, StoredAssignment assignment, Collecting round, List<Double> b, Timekeeper time) {
        JobSpec spec = job.spec();
        Duration left = left(round, spec, time);
        return new Offer(
                assignment.id(),
                job.id(),
                round.number(),
                round.modelVersion(),
                job.layout().parameterCount(),
                job.layout(),
                time.now().plus(left),
                left,
                training(spec.training()),
                codec(spec.codec(), b.isEmpty() ? RoundPipeline.initialB(spec, job.layout()) : b),
                new Offer.Privacy("none", false),
                Offer.Links.of(job.id(), round.modelVersion(), assignment.id()));
    }

    private static Duration left(Collecting round, JobSpec spec, Timekeeper time) {
        Duration deadline = round.deadline();
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
                training.maxExamples());
    }

    private static Offer.Codec codec(JobSpec.Codec codec, List<Double> b) {
        Map<String, Object> options = new LinkedHashMap<>();
        for (CodecOption option : codec.scheme().options().keySet()) {
            Object value = codec.options().get(option);
            if (!option.off().equals(Optional.of(value))) {
                options.put(option.word(), value);
            }
        }
        return new Offer.Codec(
                codec.scheme().word(),
                codec.frame(),
                b.isEmpty() ? null : b,
                codec.errorFeedback() ? true : null,
                options);
    }
}
