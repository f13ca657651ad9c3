package io.psephos.aggregation.optimizer;

import io.psephos.aggregation.Aggregate;

/** Plain gradient descent: the aggregate times the learning rate. */
public final class Sgd implements ServerOptimizer {

    @Override
    public Step step(Aggregate aggregate, double learningRate) {
        return new Step(aggregate.direction(), (float) learningRate);
    }
}
