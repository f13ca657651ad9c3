package io.psephos.aggregation;

import io.psephos.protocol.JobSpec;

/** The means and votes among the aggregators that a job file names. */
public final class Aggregators {
    private Aggregators() {}

    /** @param roundSeed of all that the aggregator draws at random; each round its own */
    public static Aggregator of(JobSpec.Aggregation aggregation, long roundSeed) {
        return of(aggregation, roundSeed, 1);
    }

    /**
     * @param roundSeed of all that the aggregator draws at random; each round its own
     * @param maxVotes how often a vote counts at most where examples are its weight
     */
    public static Aggregator of(JobSpec.Aggregation aggregation, long roundSeed, int maxVotes) {
        int votes = aggregation.weights() == JobSpec.Weights.EXAMPLES ? maxVotes : 1;
        return switch (aggregation.rule()) {
            case MAJORITY_VOTE -> majority(aggregation, new MajorityVote(aggregation.ties(), roundSeed, votes));
            case VOTE_MEAN -> aggregation.isDampened() ? new VoteMean(votes).dampened() : new VoteMean(votes);
            case WEIGHTED_MEAN -> new WeightedMean(aggregation.weights());
            default -> throw new IllegalArgumentException(aggregation.choice().word() + " is no mean and no vote");
        };
    }

    private static Aggregator majority(JobSpec.Aggregation aggregation, MajorityVote rule) {
        return aggregation.isDampened() ? rule.dampened() : rule;
    }
}
