package io.psephos.compression;

/** One vote a coordinate, +1 or −1, in one bit. */
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
        float[] vote = {-weight, weight};
        for (int w = 0; w < words.length; w++) {
            long word = words[w];
            int end = VoteWords.endOf(w, count);
            for (int i = w << 6; i < end; i++) {
                accumulator[i] += vote[(int) (word >>> i & 1)];
            }
        }
    }
}
