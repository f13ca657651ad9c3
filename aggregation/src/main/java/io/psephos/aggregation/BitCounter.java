package io.psephos.aggregation;

import java.util.Arrays;

/**
 * A counter of the ones at each position of the added bit vectors, in bit planes: bit i of plane k is worth 2ᵏ in the
 * count of coordinate i.
 *
 * <p>Vectors are kept by reference until a batch is there, so that planes go through memory once a batch; then they
 * enter through carry-save adders (the population count of Harley and Seal, turned on its side). One block of words is
 * copied in, counted and copied out at a time: all loops run over small arrays from 0, in vector lanes and in cache.
 */
final class BitCounter {
    private static final int BATCH = 32;

    private final int words;
    private final long[][] pending = new long[BATCH][];
    private int pendingCount;
    private long[][] planes = {};
    private long added;

    BitCounter(int words) {
        this.words = words;
    }

    /** Number of vectors that were added. */
    long added() {
        return added;
    }

    /** Adds the vector; it must not be modified afterwards. */
    void add(long[] bits) {
        pending[pendingCount++] = bits;
        added++;
        if (pendingCount == BATCH) {
            flush();
        }
    }

    /** Adds all that the other has counted; the other may not be used any more. */
    void merge(BitCounter other) {
        for (int i = 0; i < other.pendingCount; i++) {
            add(other.pending[i]);
        }
        added += other.added - other.pendingCount;
        reserve();
        for (int k = 0; k < other.planes.length; k++) {
            for (int above = k; above < planes.length; above++) {
                CarrySave.addOne(planes[above], other.planes[k], words);
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
        reserve();
        CarrySave block = new CarrySave(pendingCount, planes.length);
        for (int from = 0; from < words; from += CarrySave.WORDS) {
            int count = Math.min(words - from, CarrySave.WORDS);
            block.load(planes, from, count);
            block.add(pending, pendingCount, from, count);
            block.store(planes, from, count);
        }
        Arrays.fill(pending, null);
        pendingCount = 0;
    }

    private void reserve() {
        int had = planes.length;
        int needed = Math.max(2, Long.SIZE - Long.numberOfLeadingZeros(added));
        if (needed > had) {
            planes = Arrays.copyOf(planes, needed);
            for (int k = had; k < needed; k++) {
                planes[k] = new long[words];
            }
        }
    }
}
