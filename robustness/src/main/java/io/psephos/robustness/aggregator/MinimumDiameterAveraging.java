package io.psephos.robustness.aggregator;

import io.psephos.robustness.vector.Distances;
import io.psephos.robustness.vector.Vectors;
import java.util.stream.IntStream;

/**
 * MDA: the mean of the n − f vectors whose greatest mutual distance is least (Rousseeuw, 1985; El Mhamdi et al., 2021).
 * Breaks down at f = n/2. Of several such sets the first in the order of indices counts.
 *
 * <p>The search is exact. A set is within a diameter when the f vectors left out cover every pair that is farther apart,
 * so each diameter is a vertex cover of at most f: of the vector with the most pairs too far apart either it goes or all
 * its counterparts do. That takes far fewer steps than all sets of n choose f, yet it is exponential in f, which is
 * therefore at most {@value #MOST_BYZANTINE}.
 */
public final class MinimumDiameterAveraging implements VectorRule {
    static final int MOST_BYZANTINE = 24;

    @Override
    public float[] combine(Vectors vectors, int byzantine) {
        Breakdown.SEARCHED.require("mda", vectors.count(), byzantine);
        return vectors.mean(select(vectors.distances(), byzantine));
    }

    /** The rows of the set, ascending. */
    static int[] select(Distances distances, int byzantine) {
        double diameter = leastDiameter(distances, byzantine);
        boolean[] isOut = new boolean[distances.count()];
        int left = byzantine;
        for (int i = 0; i < isOut.length && left > 0; i++) {
            // The first set in order keeps i if some set does: then all that is too far from i must go.
            boolean[] without = isOut.clone();
            int gone = drop(distances, i, diameter, without);
            if (!isOut[i] && gone <= left && isCovered(distances, without, diameter, left - gone)) {
                isOut = without;
                left -= gone;
            } else if (!isOut[i]) {
                isOut[i] = true;
                left--;
            }
        }
        boolean[] out = isOut;
        return IntStream.range(0, out.length)
                .filter(i -> !out[i])
                .limit(distances.count() - byzantine)
                .toArray();
    }

    private static double leastDiameter(Distances distances, int byzantine) {
        int count = distances.count();
        double[] candidates = IntStream.range(0, count)
                .boxed()
                .flatMapToDouble(i -> IntStream.rangeClosed(0, i).mapToDouble(j -> distances.squared(i, j)))
                .sorted()
                .distinct()
                .toArray();
        int low = 0;
        int high = candidates.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (isCovered(distances, new boolean[count], candidates[middle], byzantine)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return candidates[low];
    }

    /** Whether the rows that are not out are within the diameter once at most {@code left} more are taken out. */
    private static boolean isCovered(Distances distances, boolean[] isOut, double diameter, int left) {
        int worst = -1;
        int most = 0;
        for (int i = 0; i < isOut.length; i++) {
            int far = isOut[i] ? 0 : drop(distances, i, diameter, isOut.clone());
            if (far > most) {
                most = far;
                worst = i;
            }
        }
        if (most == 0) {
            return true;
        }
        if (left == 0) {
            return false;
        }
        boolean[] withoutIt = isOut.clone();
        withoutIt[worst] = true;
        if (isCovered(distances, withoutIt, diameter, left - 1)) {
            return true;
        }
        boolean[] withoutOthers = isOut.clone();
        return drop(distances, worst, diameter, withoutOthers) <= left
                && isCovered(distances, withoutOthers, diameter, left - most);
    }

    /** Takes out the rows that are farther from this one than the diameter; returns how many. */
    private static int drop(Distances distances, int row, double diameter, boolean[] isOut) {
        int dropped = 0;
        for (int j = 0; j < isOut.length; j++) {
            if (!isOut[j] && distances.squared(row, j) > diameter) {
                isOut[j] = true;
                dropped++;
            }
        }
        return dropped;
    }
}
