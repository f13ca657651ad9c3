package io.psephos.coordinator.model;

import io.psephos.protocol.JobSpec;
import java.util.Optional;

/** Evaluators by data set. */
@FunctionalInterface
public interface Evaluators {

    /** The evaluator that the spec asks for; empty when the server does not hold its data set. */
    Optional<Evaluator> forJob(JobSpec spec);
}
