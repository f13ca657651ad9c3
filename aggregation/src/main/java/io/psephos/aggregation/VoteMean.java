package io.psephos.aggregation;

/**
 * The sum of votes over the weight of voters, coordinate by coordinate: the mean that the error-feedback variant of
 * Stochastic-Sign SGD steps by (Jin et al., 2020). Votes only: updates of floats are refused.
 */
public final class VoteMean implements Aggregator {
    private final int maxVotes;

    /** Every update counts once. */
    public VoteMean() {
        this(1);
    }

    /** @param maxVotes an update counts as often as it has examples, at least once and at most this often */
    public VoteMean(int maxVotes) {
        this.maxVotes = VoteFold.checkMaxVotes(maxVotes);
    }

    @Override
    public Fold open(int parameterCount) {
        return new VoteFold(parameterCount, new VoteRule.Mean(), maxVotes);
    }
}
