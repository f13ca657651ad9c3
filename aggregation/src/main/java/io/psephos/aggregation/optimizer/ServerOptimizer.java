package io.psephos.aggregation.optimizer;

import io.psephos.aggregation.Aggregate;

/** Turns an aggregate into the step that is published. */
@FunctionalInterface
public interface ServerOptimizer {

    /** @param learningRate of this round */
    Step step(Aggregate aggregate, double learningRate);
}
