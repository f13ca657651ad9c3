package io.psephos.compression.sparse;

import io.psephos.compression.Compressor;
import io.psephos.compression.Finite;
import io.psephos.compression.OutOfRangeException;
import io.psephos.compression.Payload;
import io.psephos.compression.Sparse;
import io.psephos.compression.bits.SplitMix64;
import io.psephos.protocol.ParameterLayout;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Random-k: k of d coordinates, drawn without replacement, each times d/k (Wangni, Wang, Liu and Zhang, 2018). Unbiased,
 * with the variance (d/k − 1)·‖u‖². A zero is never sent.
 */
public final class RandomK implements Compressor {
    private final KeptCoordinates kept;
    private final SparsifiedRanges ranges;
    private final LongSupplier seeds;

    /** @param seeds one is drawn for each update's choice */
    public RandomK(KeptCoordinates kept, LongSupplier seeds) {
        this.kept = kept;
        this.ranges = SparsifiedRanges.ofAll();
        this.seeds = seeds;
    }

    /**
     * @param kept of all coordinates but those of small tensors
     * @param dense tensors of fewer coordinates are small: all of theirs are sent, as they are
     * @param seeds one is drawn for each update's choice
     * @throws IllegalArgumentException for a negative {@code dense}
     */
    public RandomK(KeptCoordinates kept, ParameterLayout layout, int dense, LongSupplier seeds) {
        this.kept = kept;
        this.ranges = SparsifiedRanges.of(layout, dense);
        this.seeds = seeds;
    }

    /** @throws OutOfRangeException for a coordinate that is no float any more when times d/k */
    @Override
    public Payload compress(float[] update) {
        int[] bounds = ranges.bounds(update);
        Finite.check(update);
        int sparsified = SparsifiedRanges.sparsified(bounds);
        int k = kept.of(sparsified);
        double scale = sparsified == 0 ? 1 : (double) sparsified / k;
        checkRange(update, bounds, scale);
        long[] drawn = draw(sparsified, k, new SplitMix64(seeds.getAsLong()));
        return choice(update, bounds, drawn, k, scale);
    }

    private static void checkRange(float[] update, int[] bounds, double scale) {
        float limit = scale > 1 ? Math.nextDown((float) (Float.MAX_VALUE / scale)) : Float.MAX_VALUE;
        for (int r = 0, from = 0; r < bounds.length; from = bounds[r++]) {
            if ((r & 1) == 0 && largest(update, from, bounds[r]) > Float.floatToRawIntBits(limit)) {
                refuse(update, from, limit);
            }
        }
    }

    private static int largest(float[] update, int from, int to) {
        int largest = 0;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, Float.floatToRawIntBits(update[i]) & 0x7fff_ffff);
        }
        return largest;
    }

    private static void refuse(float[] update, int from, float limit) {
        int i = from;
        while (Math.abs(update[i]) <= limit) {
            i++;
        }
        throw new OutOfRangeException(i, update[i], limit);
    }

    /** A bit for each coordinate of sparsified ranges, k of them set; where k is most of them, the others are drawn. */
    private static long[] draw(int sparsified, int k, SplitMix64 random) {
        long[] drawn = new long[sparsified + 63 >>> 6];
        boolean most = k > sparsified / 2;
        for (int left = most ? sparsified - k : k; left > 0; ) {
            int at = random.below(sparsified);
            long bit = 1L << at;
            left -= (drawn[at >>> 6] & bit) == 0 ? 1 : 0;
            drawn[at >>> 6] |= bit;
        }
        for (int w = 0; most && w < drawn.length; w++) {
            drawn[w] = ~drawn[w];
        }
        return drawn;
    }

    private static Payload choice(float[] update, int[] bounds, long[] drawn, int k, double scale) {
        int[] indices = new int[k + update.length - SparsifiedRanges.sparsified(bounds)];
        float[] values = new float[indices.length];
        int found = 0;
        int passed = 0;
        for (int r = 0, from = 0; r < bounds.length; from = bounds[r++]) {
            boolean isSparsified = (r & 1) == 0;
            int to = bounds[r];
            int i = isSparsified ? next(drawn, passed, passed + to - from) - passed + from : from;
            while (i < to) {
                indices[found] = i;
                values[found] = isSparsified ? (float) (update[i] * scale) : update[i];
                found += update[i] == 0 ? 0 : 1;
                i = isSparsified ? next(drawn, i + 1 - from + passed, passed + to - from) - passed + from : i + 1;
            }
            passed += isSparsified ? to - from : 0;
        }
        return found == indices.length
                ? new Sparse(update.length, indices, values)
                : new Sparse(update.length, Arrays.copyOf(indices, found), Arrays.copyOf(values, found));
    }

    /** The first bit set from {@code from} on, or {@code to}. */
    private static int next(long[] bits, int from, int to) {
        int at = from;
        while (at < to) {
            long rest = bits[at >>> 6] >>> at;
            if (rest != 0) {
                return Math.min(to, at + Long.numberOfTrailingZeros(rest));
            }
            at = (at | 63) + 1;
        }
        return to;
    }
}
