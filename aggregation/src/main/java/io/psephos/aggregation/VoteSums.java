package io.psephos.aggregation;

import io.psephos.compression.Dense;
import java.util.Arrays;

/** Sums of votes as numbers, one a coordinate, read from bit planes. */
final class VoteSums {
    private VoteSums() {}

    /** Sum of votes / weight that voters would have if none were dampened, rounded once. */
    static Dense mean(int parameterCount, Tally tally, VoteRule.Weight weight) {
        float[] mean = new float[parameterCount];
        long[] tallies = new long[Long.SIZE];
        for (int from = 0, w = 0; from < parameterCount; from += Long.SIZE, w++) {
            read(tally, w, tallies);
            int count = Math.min(Long.SIZE, parameterCount - from);
            for (int i = 0; i < count; i++) {
                mean[from + i] = (float) ((double) (tallies[i] - weight.cast()) / weight.fresh());
            }
        }
        return new Dense(mean);
    }

    private static void read(Tally tally, int w, long[] tallies) {
        long[][] planes = tally.planes();
        Arrays.fill(tallies, 0);
        for (int k = 0; k < planes.length; k++) {
            long plane = planes[k][w];
            int exponent = tally.exponent(k);
            for (int i = 0; i < Long.SIZE; i++) {
                tallies[i] += (plane >>> i & 1) << exponent;
            }
        }
    }
}
