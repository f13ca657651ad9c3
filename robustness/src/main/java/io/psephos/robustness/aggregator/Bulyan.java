package io.psephos.robustness.aggregator;

import io.psephos.robustness.vector.Distances;
import io.psephos.robustness.vector.Vectors;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Bulyan: θ = n − 2f vectors picked by Krum one after the other, scores computed anew among those that are left; then
 * of every coordinate the mean of the θ − 2f picked values nearest to their median (El Mhamdi, Guerraoui and Rouault,
 * 2018). Needs n ≥ 4f + 3.
 */
public final class Bulyan implements VectorRule {

    @Override
    public float[] combine(Vectors vectors, int byzantine) {
        Breakdown.BULYAN.require("bulyan", vectors.count(), byzantine);
        int[] picked = pick(vectors.distances(), byzantine, vectors.count() - 2 * byzantine);
        return MeanAroundMedian.without(vectors.only(picked), 2 * byzantine);
    }

    /** Rows in the order in which Krum picks them, without replacement. */
    static int[] pick(Distances distances, int byzantine, int count) {
        int[][] neighbours = IntStream.range(0, distances.count())
                .mapToObj(distances::neighbours)
                .toArray(int[][]::new);
        boolean[] isLeft = new boolean[distances.count()];
        Arrays.fill(isLeft, true);
        int[] picked = new int[count];
        for (int p = 0; p < count; p++) {
            int counted = Math.max(1, distances.count() - p - byzantine - 2);
            int best = -1;
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < isLeft.length; i++) {
                double score = isLeft[i] ? score(distances, i, neighbours[i], isLeft, counted) : least;
                if (isLeft[i] && (best < 0 || score < least)) {
                    best = i;
                    least = score;
                }
            }
            picked[p] = best;
            isLeft[best] = false;
        }
        return picked;
    }

    private static double score(Distances distances, int row, int[] neighbours, boolean[] isLeft, int counted) {
        double score = 0;
        int left = counted;
        for (int k = 0; k < neighbours.length && left > 0; k++) {
            if (isLeft[neighbours[k]]) {
                score += distances.squared(row, neighbours[k]);
                left--;
            }
        }
        return score;
    }
}
