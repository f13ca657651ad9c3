package io.psephos.robustness.aggregator;

import io.psephos.aggregation.ClientUpdate;
import io.psephos.compression.Dense;
import io.psephos.protocol.ClientId;
import io.psephos.robustness.vector.Rows;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/** Vectors to combine, and the plainest way to look at what came out. */
final class Inputs {
    private Inputs() {}

    /** Gaussians around 1, honest clients as they are. */
    static float[][] honest(int count, int length, Random random) {
        float[][] rows = new float[count][length];
        for (float[] row : rows) {
            for (int i = 0; i < length; i++) {
                row[i] = 1 + (float) random.nextGaussian();
            }
        }
        return rows;
    }

    /** Updates whose clients' ids are in the order of the rows. */
    static List<ClientUpdate> updates(float[][] rows) {
        return IntStream.range(0, rows.length)
                .mapToObj(i -> new ClientUpdate(
                        new ClientId(String.format(Locale.ROOT, "c-%04d", i)), new Dense(rows[i]), 10L * i))
                .toList();
    }

    static float[][] matrix() {
        return new float[][] {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}};
    }

    /** The 1-D vectors on which the common mistakes about Krum pick another one. */
    static float[][] line() {
        return new float[][] {{0}, {1}, {1.9f}, {2.7f}, {10}, {10.05f}};
    }

    static double distance(float[] a, float[] b) {
        return Math.sqrt(Rows.squaredDistance(a, b));
    }

    static float[] mean(float[][] rows) {
        float[] mean = new float[rows[0].length];
        for (int i = 0; i < mean.length; i++) {
            double sum = 0;
            for (float[] row : rows) {
                sum += row[i];
            }
            mean[i] = (float) (sum / rows.length);
        }
        return mean;
    }
}
