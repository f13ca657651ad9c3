package io.psephos.robustness.preaggregation;

import io.psephos.robustness.vector.Vectors;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Bucketing: vectors in random order, every s of them replaced by their mean (Karimireddy, He and Jaggi, 2022). Of
 * ⌈n/s⌉ means at most f are Byzantine, so what comes after has fewer vectors for the same f.
 */
public final class Bucketing implements PreAggregation {
    private final int size;
    private final long seed;

    /**
     * @param size s, at least 1; 0 takes the largest that leaves the Byzantine means fewer than half, ⌊(n − 1)/2f⌋ (the
     *     paper's ⌊n/2f⌋ where 2f does not divide n), 1 where f is 0
     * @param seed of the order; each round its own
     */
    public Bucketing(int size, long seed) {
        if (size < 0) {
            throw new IllegalArgumentException("a bucket must have at least 1 vector, had " + size);
        }
        this.size = size;
        this.seed = seed;
    }

    @Override
    public Vectors mix(Vectors vectors, int byzantine) {
        int count = vectors.count();
        int here = sizeFor(count, byzantine);
        int[] order = order(count);
        int[][] buckets = IntStream.range(0, countAfter(count, byzantine))
                .mapToObj(b -> Arrays.copyOfRange(order, b * here, Math.min(count, (b + 1) * here)))
                .toArray(int[][]::new);
        double[] weights = Arrays.stream(buckets)
                .mapToDouble(bucket ->
                        Arrays.stream(bucket).mapToDouble(vectors::weight).sum())
                .toArray();
        return vectors.means(buckets, weights);
    }

    @Override
    public int countAfter(int count, int byzantine) {
        int here = sizeFor(count, byzantine);
        return (count + here - 1) / here;
    }

    private int sizeFor(int count, int byzantine) {
        if (size > 0) {
            return size;
        }
        return byzantine == 0 ? 1 : Math.max(1, (count - 1) / (2 * byzantine));
    }

    /** A random order by Fisher and Yates. */
    private int[] order(int count) {
        SplittableRandom lot = new SplittableRandom(seed);
        int[] order = IntStream.range(0, count).toArray();
        for (int i = count - 1; i > 0; i--) {
            int other = lot.nextInt(i + 1);
            int held = order[i];
            order[i] = order[other];
            order[other] = held;
        }
        return order;
    }
}
