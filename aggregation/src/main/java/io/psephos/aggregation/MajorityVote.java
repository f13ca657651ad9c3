package io.psephos.aggregation;

import io.psephos.protocol.JobSpec;

/**
 * The sign of the sum of votes, coordinate by coordinate (Bernstein et al., 2018 and 2019). Votes only: updates of
 * floats are refused.
 */
public final class MajorityVote implements Aggregator {
    private final TieBreak ties;
    private final int maxVotes;
    private final int freshVotes;

    /**
     * Every update counts once.
     *
     * @param ties result of a coordinate with as many votes for as against
     * @param seed of the coins of {@link JobSpec.Ties#COIN}; each round its own
     */
    public MajorityVote(JobSpec.Ties ties, long seed) {
        this(ties, seed, 1);
    }

    /**
     * @param ties result of a coordinate with as much weight for as against
     * @param seed of the coins of {@link JobSpec.Ties#COIN}; each round its own
     * @param maxVotes an update counts as often as it has examples, at least once and at most this often
     */
    public MajorityVote(JobSpec.Ties ties, long seed, int maxVotes) {
        this(new TieBreak(ties, seed), maxVotes, 1);
    }

    private MajorityVote(TieBreak ties, int maxVotes, int freshVotes) {
        this.ties = ties;
        this.maxVotes = VoteFold.checkMaxVotes(maxVotes);
        this.freshVotes = freshVotes;
    }

    /** The same rule for updates that may lie behind: each counts as round(16·Λ) votes, those of 0 not at all. */
    public MajorityVote dampened() {
        return new MajorityVote(ties, maxVotes, VoteFold.DAMPENED_VOTES);
    }

    @Override
    public Fold open(int parameterCount) {
        return new VoteFold(parameterCount, new VoteRule.Majority(ties), maxVotes, freshVotes);
    }
}
