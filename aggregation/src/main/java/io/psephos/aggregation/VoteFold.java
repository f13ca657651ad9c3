package io.psephos.aggregation;

import io.psephos.compression.Payload;
import io.psephos.compression.Signs;
import io.psephos.compression.Ternary;

/** A fold that counts votes, in a few bits a coordinate however many voters. */
final class VoteFold implements Fold {
    /** Votes of a fresh update where others are dampened, so that shares of it are whole numbers. */
    static final int DAMPENED_VOTES = 16;

    private static final int LARGEST_MAX_VOTES = 1 << 16;

    private final int parameterCount;
    private final VoteRule rule;
    private final int maxVotes;
    private final int freshVotes;
    private final WeightedCounter signs;
    private final WeightedCounter plus;
    private final WeightedCounter minus;
    private long freshWeight;
    private int size;

    /** @param freshVotes votes of an update that does not lie behind, of which dampening takes a share */
    VoteFold(int parameterCount, VoteRule rule, int maxVotes, int freshVotes) {
        if (parameterCount < 1) {
            throw new IllegalArgumentException("parameter count must be >= 1, was " + parameterCount);
        }
        int words = (parameterCount + 63) >>> 6;
        this.parameterCount = parameterCount;
        this.rule = rule;
        this.maxVotes = maxVotes;
        this.freshVotes = freshVotes;
        this.signs = new WeightedCounter(words);
        this.plus = new WeightedCounter(words);
        this.minus = new WeightedCounter(words);
    }

    static int checkMaxVotes(int maxVotes) {
        if (maxVotes < 1 || maxVotes > LARGEST_MAX_VOTES) {
            throw new IllegalArgumentException(
                    "an update must have at most 1 to " + LARGEST_MAX_VOTES + " votes, was " + maxVotes);
        }
        return maxVotes;
    }

    @Override
    public void add(ClientUpdate update) {
        Payload payload = update.payload();
        if (payload.count() != parameterCount) {
            throw new IllegalArgumentException(
                    "an update here has " + parameterCount + " coordinates, had " + payload.count());
        }
        int votesOfIt = (int) Math.min(maxVotes, update.weight());
        int weight = votesOfIt * (int) Math.rint(freshVotes * update.dampening());
        if (payload instanceof Signs votes) {
            signs.add(votes.words(), weight);
        } else if (payload instanceof Ternary votes) {
            plus.add(votes.plus(), weight);
            minus.add(votes.minus(), weight);
        } else {
            throw new IllegalArgumentException(
                    "a vote is needed here, was " + payload.getClass().getSimpleName());
        }
        freshWeight += (long) votesOfIt * freshVotes;
        size++;
    }

    @Override
    public void merge(Fold other) {
        if (!(other instanceof VoteFold votes)
                || votes.parameterCount != parameterCount
                || votes.maxVotes != maxVotes
                || votes.freshVotes != freshVotes
                || !votes.rule.equals(rule)) {
            throw new IllegalArgumentException("only folds of the same aggregator merge");
        }
        signs.merge(votes.signs);
        plus.merge(votes.plus);
        minus.merge(votes.minus);
        freshWeight += votes.freshWeight;
        size = Math.addExact(size, votes.size);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Aggregate finish() {
        if (size == 0) {
            throw new IllegalStateException("no update to aggregate");
        }
        long weight = signs.added() + plus.added();
        if (weight == 0) {
            return new Aggregate(nobodysVotes(), size, null);
        }
        Tally tally = Tally.of(parameterCount, signs, plus, minus);
        return rule.conclude(parameterCount, tally, new VoteRule.Weight(weight, freshWeight), size);
    }

    /** The zero votes of a round in which every update is dampened to nothing. */
    private Ternary nobodysVotes() {
        int words = (parameterCount + 63) >>> 6;
        return new Ternary(parameterCount, new long[words], new long[words]);
    }
}
