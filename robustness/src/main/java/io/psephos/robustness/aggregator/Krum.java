package io.psephos.robustness.aggregator;

import io.psephos.robustness.vector.Distances;
import io.psephos.robustness.vector.Vectors;
import java.util.OptionalInt;

/**
 * The vector with the least sum of squared distances to its n − f − 2 nearest others, or the mean of several such
 * vectors: Krum and Multi-Krum (Blanchard et al., 2017). Needs n &gt; 2f + 2; of equal scores the lower index counts.
 */
public final class Krum implements VectorRule {
    private final String name;
    private final OptionalInt selected;

    private Krum(String name, OptionalInt selected) {
        this.name = name;
        this.selected = selected;
    }

    /** Krum: one vector. */
    public static Krum one() {
        return new Krum("krum", OptionalInt.of(1));
    }

    /** Multi-Krum: the mean of n − f vectors. */
    public static Krum several() {
        return new Krum("multi-krum", OptionalInt.empty());
    }

    /** Multi-Krum with a stated number of vectors; of more than n − f some may be Byzantine, which is refused. */
    public static Krum several(int selected) {
        if (selected < 1) {
            throw new IllegalArgumentException("at least 1 vector must be selected, was " + selected);
        }
        return new Krum("multi-krum", OptionalInt.of(selected));
    }

    @Override
    public float[] combine(Vectors vectors, int byzantine) {
        int count = vectors.count();
        Breakdown.KRUM.require(name, count, byzantine);
        int most = selected.orElse(count - byzantine);
        if (most > count - byzantine) {
            throw new IllegalArgumentException(
                    name + " selects at most n - f = " + (count - byzantine) + " vectors, was " + most);
        }
        return vectors.mean(select(vectors.distances(), byzantine, most));
    }

    /** The rows with the lowest scores, lowest first. */
    static int[] select(Distances distances, int byzantine, int count) {
        return Distances.lowest(scores(distances, byzantine), count);
    }

    static double[] scores(Distances distances, int byzantine) {
        double[] scores = new double[distances.count()];
        for (int i = 0; i < scores.length; i++) {
            int[] neighbours = distances.neighbours(i);
            for (int k = 0; k < scores.length - byzantine - 2; k++) {
                scores[i] += distances.squared(i, neighbours[k]);
            }
        }
        return scores;
    }
}
