package io.psephos.aggregation;

import java.util.Arrays;

/**
 * How many of the added bit vectors have a 1, for each bit: counts stand upright, bit i of plane k is worth 2ᵏ in the
 * count of coordinate i.
 *
 * <p>Vectors are kept by reference until 16 are there, then enter through carry-save adders (the population count of
 * Harley and Seal, turned on its side), block by block of words, so that planes and carries are still in the
 * first-level cache when the next adder reads them.
 */
final class BitCounter {
    private static final int BATCH = 16;
    private static final int BLOCK = 512;

    /** Planes that one half of a batch enters. */
    private static final int LOW = 3;

    private final int words;
    private final long[][] pending = new long[BATCH][];
    private int pendingCount;
    private long[][] planes = {};
    private long[] carry = {};
    private long[] secondCarry = {};
    private long added;

    BitCounter(int words) {
        this.words = words;
    }

    /** How many vectors were added. */
    long added() {
        return added;
    }

    /** Counts the vector in; nobody may write to it any more. */
    void add(long[] bits) {
        pending[pendingCount++] = bits;
        added++;
        if (pendingCount == BATCH) {
            flush();
        }
    }

    /** Counts in all that the other has counted; the other may not be used any more. */
    void merge(BitCounter other) {
        for (int i = 0; i < other.pendingCount; i++) {
            add(other.pending[i]);
        }
        added += other.added - other.pendingCount;
        reserve();
        for (int from = 0; from < words; from += BLOCK) {
            for (int k = 0; k < other.planes.length; k++) {
                ripple(k, other.planes[k], from, Math.min(words, from + BLOCK));
            }
        }
    }

    /** The planes of all counts, lowest first; at least enough for the largest count. */
    long[][] planes() {
        flush();
        return planes;
    }

    private void flush() {
        if (pendingCount == 0) {
            return;
        }
        boolean full = pendingCount > BATCH / 2;
        int entering = full ? BATCH : BATCH / 2;
        if (pendingCount < entering) {
            Arrays.fill(pending, pendingCount, entering, new long[words]);
        }
        reserve();
        for (int from = 0; from < words; from += BLOCK) {
            int to = Math.min(words, from + BLOCK);
            if (full) {
                enterSixteen(from, to);
            } else {
                enterEight(from, to);
            }
        }
        Arrays.fill(pending, null);
        pendingCount = 0;
    }

    private void enterEight(int from, int to) {
        CarrySave.addEight(pending, 0, planes, carry, from, to);
        ripple(LOW, carry, from, to);
    }

    private void enterSixteen(int from, int to) {
        CarrySave.addEight(pending, 0, planes, carry, from, to);
        CarrySave.addEight(pending, BATCH / 2, planes, secondCarry, from, to);
        CarrySave.addTwo(planes[LOW], carry, secondCarry, from, to);
        ripple(LOW + 1, carry, from, to);
    }

    private void ripple(int plane, long[] vector, int from, int to) {
        for (int k = plane; k < planes.length; k++) {
            CarrySave.addOne(planes[k], vector, from, to);
        }
    }

    private void reserve() {
        int had = planes.length;
        int needed = Math.max(LOW + 1, Long.SIZE - Long.numberOfLeadingZeros(added));
        if (had == 0) {
            carry = new long[words];
            secondCarry = new long[words];
        }
        if (needed > had) {
            planes = Arrays.copyOf(planes, needed);
            for (int k = had; k < needed; k++) {
                planes[k] = new long[words];
            }
        }
    }
}
