package io.psephos.aggregation;

import io.psephos.compression.Blocks;
import io.psephos.compression.ScaledTernary;
import java.util.Arrays;

/** Counts of votes for and against each coordinate, over updates with the same scales, in bit planes. */
final class TernaryCounts {
    private final Blocks blocks;
    private final BitCounter plus;
    private final BitCounter minus;

    TernaryCounts(Blocks blocks) {
        int words = (blocks.count() + 63) >>> 6;
        this.blocks = blocks;
        this.plus = new BitCounter(words);
        this.minus = new BitCounter(words);
    }

    Blocks blocks() {
        return blocks;
    }

    /** Whether updates of the blocks can be counted here. */
    boolean share(Blocks others) {
        return Arrays.equals(blocks.scales(), others.scales()) && Arrays.equals(blocks.lengths(), others.lengths());
    }

    void add(ScaledTernary update) {
        plus.add(update.votes().plus());
        minus.add(update.votes().minus());
    }

    void merge(TernaryCounts other) {
        plus.merge(other.plus);
        minus.merge(other.minus);
    }

    /** Adds scale × (for − against), exactly as if every update had been added by itself. */
    void addTo(FixedSums sums) {
        long[][] forPlanes = plus.planes();
        long[][] againstPlanes = minus.planes();
        int i = 0;
        for (int k = 0; k < blocks.lengths().length; k++) {
            for (int end = i + blocks.lengths()[k]; i < end; i++) {
                long difference = count(forPlanes, i) - count(againstPlanes, i);
                if (difference != 0) {
                    sums.add(i, blocks.scales()[k], difference);
                }
            }
        }
    }

    private static long count(long[][] planes, int i) {
        long count = 0;
        for (int k = 0; k < planes.length; k++) {
            count |= (planes[k][i >>> 6] >>> i & 1) << k;
        }
        return count;
    }
}
