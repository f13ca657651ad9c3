package io.psephos.coordinator.model;

import io.psephos.protocol.JobSpec;
import java.util.Optional;

/** The source of evaluators, by data set. */
@FunctionalInterface
public interface Evaluators {

    /** Returns the evaluator that the spec asks for; empty when the server does not hold its data set. */
    Optional<Evaluator> forJob(JobSpec spec);
}
