package io.psephos.aggregation;

import io.psephos.protocol.JobSpec;

/**
 * FedAvg: the mean of the updates, each with weight 1 or with its examples (McMahan et al., 2017). Votes count as ±1 or
 * 0.
 */
public final class WeightedMean implements Aggregator {
    private final JobSpec.Weights weights;

    public WeightedMean(JobSpec.Weights weights) {
        this.weights = weights;
    }

    @Override
    public Fold open(int parameterCount) {
        return new MeanFold(parameterCount, weights);
    }
}
