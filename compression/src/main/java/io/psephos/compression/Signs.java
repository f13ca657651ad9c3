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
        if (words.length != (count + 63) >>> 6) {
            throw new IllegalArgumentException("signs of " + count + " coordinates had " + words.length + " words");
        }
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
        for (int i = 0; i < count; i++) {
            accumulator[i] += (words[i >>> 6] >>> i & 1) != 0 ? weight : -weight;
        }
    }
}
