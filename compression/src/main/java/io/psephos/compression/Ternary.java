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
        int words = (count + 63) >>> 6;
        if (plus.length != words || minus.length != words) {
            throw new IllegalArgumentException(
                    "votes of " + count + " coordinates had " + plus.length + " and " + minus.length + " words");
        }
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
        for (int i = 0; i < count; i++) {
            long bit = 1L << i;
            if ((plus[i >>> 6] & bit) != 0) {
                accumulator[i] += weight;
            } else if ((minus[i >>> 6] & bit) != 0) {
                accumulator[i] -= weight;
            }
        }
    }
}
