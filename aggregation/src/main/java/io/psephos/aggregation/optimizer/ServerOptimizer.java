package io.psephos.aggregation.optimizer;

import io.psephos.aggregation.Aggregate;

/** Turns an aggregate into the step that is published. Stateless: all that it remembers comes in and goes out. */
@FunctionalInterface
public interface ServerOptimizer {

    /**
     * The step of a round.
     *
     * @param learningRate of this round
     * @param state after the last published step; left as it was
     */
    Published step(Aggregate aggregate, double learningRate, ServerState state);
}
