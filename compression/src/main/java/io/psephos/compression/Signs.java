package io.psephos.compression;

/** A payload of one-bit votes, +1 or −1 for each coordinate. */
public final class Signs implements Payload {
    private final int count;
    private final long[] words;

    /**
     * @param words ⌈count/64⌉ words, bit i mod 64 of word i/64 set where coordinate i votes +1, unused bits 0; not
     *     copied
     */
    public Signs(int count, long[] words) {
        VoteWords.check("signs", count, words);
        this.count = count;
        this.words = words;
    }

    @Override
    public int count() {
        return count;
    }

    /** The votes themselves: read only. */
    public long[] words() {
        return words;
    }

    @Override
    public void addTo(float[] accumulator, float weight) {
        addTo(accumulator, 0, count, weight);
    }

    /** Adds {@code weight} times the votes from {@code from} to before {@code to}. */
    void addTo(float[] accumulator, int from, int to, float weight) {
        float[] vote = {-weight, weight};
        for (int i = from; i < to; ) {
            long word = words[i >>> 6];
            int end = VoteWords.endOf(i >>> 6, to);
            for (; i < end; i++) {
                accumulator[i] += vote[(int) (word >>> i & 1)];
            }
        }
    }
}
