package io.psephos.bench.robustness;

import io.psephos.learning.kernel.Matrices;
import io.psephos.learning.kernel.MatrixKernel;
import io.psephos.robustness.aggregator.CoordinateMedian;
import io.psephos.robustness.vector.Distances;
import io.psephos.robustness.vector.Vectors;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Gaussian updates of many clients, what rules compute of them, and the baselines. */
public final class SyntheticUpdates {
    private static final int SIDE = 256;

    private final float[][] rows;
    private final float[][] left;
    private final float[][] right;
    private final float[][] sum;

    public SyntheticUpdates(int count, int length, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        rows = random(count, length, random);
        left = random(count, SIDE, random);
        right = random(SIDE, SIDE, random);
        sum = Matrices.zeros(count, SIDE);
    }

    /** Distances of all pairs, computed anew. */
    public Distances distances() {
        return Vectors.of(rows).distances();
    }

    /** Number of multiply-adds in {@link #distances}: one a pair and coordinate. */
    public double pairs() {
        return rows.length * (rows.length - 1.0) / 2 * rows[0].length;
    }

    /** A blocked matrix product whose operands stay in cache. */
    public float[][] product(MatrixKernel kernel) {
        kernel.addProduct(left, right, sum, Matrices.extent(rows.length, SIDE, SIDE));
        return sum;
    }

    /** Number of multiply-adds in {@link #product}. */
    public double products() {
        return (double) rows.length * SIDE * SIDE;
    }

    /** The median of every coordinate. */
    public float[] median() {
        return new CoordinateMedian().combine(Vectors.of(rows), 0);
    }

    /** The median of the first coordinates, by sorting the values of one after the other. */
    public float[] sorted(int coordinates) {
        int count = rows.length;
        float[] medians = new float[coordinates];
        double[] values = new double[count];
        for (int c = 0; c < coordinates; c++) {
            for (int i = 0; i < count; i++) {
                values[i] = rows[i][c];
            }
            Arrays.sort(values);
            medians[c] = (float) ((values[(count - 1) / 2] + values[count / 2]) / 2);
        }
        return medians;
    }

    private static float[][] random(int rows, int columns, SplittableRandom random) {
        float[][] values = new float[rows][columns];
        for (float[] row : values) {
            for (int i = 0; i < columns; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return values;
    }
}
