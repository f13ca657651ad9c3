package io.psephos.aggregation;

import io.psephos.compression.Payload;
import io.psephos.compression.Signs;
import io.psephos.compression.Ternary;

/** Votes being counted: memory is a few bits a coordinate, however many voters. */
final class VoteFold implements Fold {
    private static final int LARGEST_MAX_VOTES = 1 << 16;

    private final int parameterCount;
    private final VoteRule rule;
    private final int maxVotes;
    private final WeightedCounter signs;
    private final WeightedCounter plus;
    private final WeightedCounter minus;
    private int size;

    VoteFold(int parameterCount, VoteRule rule, int maxVotes) {
        if (parameterCount < 1) {
            throw new IllegalArgumentException("parameter count must be >= 1, was " + parameterCount);
        }
        int words = (parameterCount + 63) >>> 6;
        this.parameterCount = parameterCount;
        this.rule = rule;
        this.maxVotes = maxVotes;
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
        int weight = (int) Math.min(maxVotes, update.weight());
        if (payload instanceof Signs votes) {
            signs.add(votes.words(), weight);
        } else if (payload instanceof Ternary votes) {
            plus.add(votes.plus(), weight);
            minus.add(votes.minus(), weight);
        } else {
            throw new IllegalArgumentException(
                    "a vote is needed here, was " + payload.getClass().getSimpleName());
        }
        size++;
    }

    @Override
    public void merge(Fold other) {
        if (!(other instanceof VoteFold votes)
                || votes.parameterCount != parameterCount
                || votes.maxVotes != maxVotes
                || !votes.rule.equals(rule)) {
            throw new IllegalArgumentException("only folds of the same aggregator merge");
        }
        signs.merge(votes.signs);
        plus.merge(votes.plus);
        minus.merge(votes.minus);
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
        return rule.conclude(parameterCount, Tally.of(parameterCount, signs, plus, minus), weight, size);
    }
}
