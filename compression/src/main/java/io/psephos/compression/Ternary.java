package io.psephos.compression;

/** One vote a coordinate: −1, 0 or +1, in two bit planes. */
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

    /** Where the vote is +1: read only. */
    public long[] plus() {
        return plus;
    }

    /** Where the vote is −1: read only. */
    public long[] minus() {
        return minus;
    }

    @Override
    public void addTo(float[] accumulator, float weight) {
        // x + (−0) is x for every x, also for −0, so a zero vote needs no branch
        float[] vote = {-0f, weight, -weight};
        for (int w = 0; w < plus.length; w++) {
            long forWord = plus[w];
            long againstWord = minus[w];
            int end = VoteWords.endOf(w, count);
            for (int i = w << 6; i < end; i++) {
                accumulator[i] += vote[(int) ((forWord >>> i & 1) | (againstWord >>> i & 1) << 1)];
            }
        }
    }
}
