package io.psephos.aggregation;

import io.psephos.protocol.JobSpec;

/** Aggregators as a job file names them. */
public final class Aggregators {
    private Aggregators() {}

    /** @param roundSeed of all that the aggregator draws by lot; each round its own */
    public static Aggregator of(JobSpec.Aggregation aggregation, long roundSeed) {
        return switch (aggregation.rule()) {
            case MAJORITY_VOTE -> new MajorityVote(aggregation.ties(), roundSeed);
            case WEIGHTED_MEAN -> new WeightedMean(aggregation.weights());
        };
    }
}
