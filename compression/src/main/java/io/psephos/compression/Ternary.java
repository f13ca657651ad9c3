package io.psephos.compression;

/** A payload of votes −1, 0 or +1, in two bit planes. */
public final class Ternary implements Payload {
    private final int count;
    private final long[] plus;
    private final long[] minus;

    /**
     * @param plus ⌈count/64⌉ words, set where coordinate i votes +1, unused bits 0; not copied
     * @param minus likewise for −1; no bit is set in both
     */
    public Ternary(int count, long[] plus, long[] minus) {
        VoteWords.check("votes for", count, plus);
        VoteWords.check("votes against", count, minus);
        VoteWords.checkDisjoint(plus, minus);
        this.count = count;
        this.plus = plus;
        this.minus = minus;
    }

    @Override
    public int count() {
        return count;
    }

    /** The plane of votes +1: read only. */
    public long[] plus() {
        return plus;
    }

    /** The plane of votes −1: read only. */
    public long[] minus() {
        return minus;
    }

    @Override
    public void addTo(float[] accumulator, float weight) {
        addTo(accumulator, 0, count, weight);
    }

    /** Adds {@code weight} times the votes from {@code from} to before {@code to}. */
    void addTo(float[] accumulator, int from, int to, float weight) {
        // x + (−0) is x for every x, also for −0, so a zero vote needs no branch
        float[] vote = {-0f, weight, -weight};
        for (int i = from; i < to; ) {
            long forWord = plus[i >>> 6];
            long againstWord = minus[i >>> 6];
            int end = VoteWords.endOf(i >>> 6, to);
            for (; i < end; i++) {
                accumulator[i] += vote[(int) ((forWord >>> i & 1) | (againstWord >>> i & 1) << 1)];
            }
        }
    }

    /** Whether no vote is zero, so that one bit a vote suffices. */
    public boolean isDecided() {
        for (int w = 0; w < plus.length; w++) {
            if (Long.bitCount(plus[w] | minus[w]) < VoteWords.endOf(w, count) - (w << 6)) {
                return false;
            }
        }
        return true;
    }
}
