package io.psephos.aggregation;

/**
 * The sum of votes over the weight of voters, coordinate by coordinate: the mean that the error-feedback variant of
 * Stochastic-Sign SGD steps by (Jin et al., 2020). Votes only: updates of floats are refused.
 */
public final class VoteMean implements Aggregator {
    private final int maxVotes;
    private final int freshVotes;

    /** Every update counts once. */
    public VoteMean() {
        this(1);
    }

    /** @param maxVotes an update counts as often as it has examples, at least once and at most this often */
    public VoteMean(int maxVotes) {
        this(maxVotes, 1);
    }

    private VoteMean(int maxVotes, int freshVotes) {
        this.maxVotes = VoteFold.checkMaxVotes(maxVotes);
        this.freshVotes = freshVotes;
    }

    /** The same rule for updates that may lie behind: each counts as round(16·Λ) of 16 votes. */
    public VoteMean dampened() {
        return new VoteMean(maxVotes, VoteFold.DAMPENED_VOTES);
    }

    @Override
    public Fold open(int parameterCount) {
        return new VoteFold(parameterCount, new VoteRule.Mean(), maxVotes, freshVotes);
    }
}
