package io.psephos.aggregation;

import io.psephos.protocol.JobSpec;

/**
 * The sign of the sum of votes, coordinate by coordinate (Bernstein et al., 2018 and 2019). Votes only: updates of
 * floats are refused.
 */
public final class MajorityVote implements Aggregator {
    private final JobSpec.Ties ties;
    private final long seed;

    /**
     * @param ties what a coordinate with as many votes for as against becomes
     * @param seed of the coins of {@link JobSpec.Ties#COIN}; each round its own
     */
    public MajorityVote(JobSpec.Ties ties, long seed) {
        this.ties = ties;
        this.seed = seed;
    }

    @Override
    public Fold open(int parameterCount) {
        return new VoteFold(parameterCount, new TieBreak(ties, seed));
    }
}
