package io.psephos.aggregation;

import io.psephos.compression.Payload;
import io.psephos.compression.Signs;
import io.psephos.compression.Ternary;

/** Votes being counted: memory is a few bits a coordinate, however many voters. */
final class VoteFold implements Fold {
    private final int parameterCount;
    private final TieBreak ties;
    private final BitCounter signs;
    private final BitCounter plus;
    private final BitCounter minus;

    VoteFold(int parameterCount, TieBreak ties) {
        if (parameterCount < 1) {
            throw new IllegalArgumentException("parameter count must be >= 1, was " + parameterCount);
        }
        int words = (parameterCount + 63) >>> 6;
        this.parameterCount = parameterCount;
        this.ties = ties;
        this.signs = new BitCounter(words);
        this.plus = new BitCounter(words);
        this.minus = new BitCounter(words);
    }

    @Override
    public void add(ClientUpdate update) {
        Payload payload = update.payload();
        if (payload.count() != parameterCount) {
            throw new IllegalArgumentException(
                    "an update here has " + parameterCount + " coordinates, had " + payload.count());
        }
        if (payload instanceof Signs votes) {
            signs.add(votes.words());
        } else if (payload instanceof Ternary votes) {
            plus.add(votes.plus());
            minus.add(votes.minus());
        } else {
            throw new IllegalArgumentException(
                    "a majority needs votes, was " + payload.getClass().getSimpleName());
        }
    }

    @Override
    public void merge(Fold other) {
        if (!(other instanceof VoteFold votes) || votes.parameterCount != parameterCount || !votes.ties.equals(ties)) {
            throw new IllegalArgumentException("only folds of the same aggregator merge");
        }
        signs.merge(votes.signs);
        plus.merge(votes.plus);
        minus.merge(votes.minus);
    }

    @Override
    public int size() {
        return Math.toIntExact(signs.added() + plus.added());
    }

    @Override
    public Aggregate finish() {
        if (size() == 0) {
            throw new IllegalStateException("no update to aggregate");
        }
        Verdict verdict = new Verdict(parameterCount, Tally.of(parameterCount, signs, plus, minus), size());
        return new Aggregate(verdict.direction(ties), size(), verdict.margins());
    }
}
