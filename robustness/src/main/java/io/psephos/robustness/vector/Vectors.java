package io.psephos.robustness.vector;

import io.psephos.compression.Norm;
import io.psephos.compression.Payload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The updates of a round: n rows of d finite floats in an order that does not depend on their arrival, each with a
 * weight. Nobody writes to a row.
 *
 * <p>Votes and sparse updates stay in their few bits where a rule goes by coordinates; what looks at whole rows decodes
 * them once, to 4·n·d bytes. Distances are computed once.
 */
public final class Vectors {
    private final List<Row> rows;
    private final int length;
    private final double[] weights;
    private float @Nullable [][] dense;
    private @Nullable Distances distances;

    private Vectors(List<Row> rows, int length, double[] weights) {
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("at least one vector is needed");
        }
        this.rows = rows;
        this.length = length;
        this.weights = weights;
    }

    /** Rows of weight 1; not copied. */
    public static Vectors of(float[]... rows) {
        return of(rows, ones(rows.length));
    }

    /**
     * Rows and their weights; neither is copied.
     *
     * @throws IllegalArgumentException without a row, or when they differ in length
     */
    public static Vectors of(float[][] rows, double[] weights) {
        int length = rows.length == 0 ? 0 : rows[0].length;
        List<Row> all = new ArrayList<>();
        for (float[] row : rows) {
            if (row.length != length) {
                throw new IllegalArgumentException("a vector here has " + length + " coordinates, had " + row.length);
            }
            all.add(new Row.Values(row));
        }
        return new Vectors(all, length, weights);
    }

    /** Updates as they travelled, and their weights. */
    public static Vectors ofPayloads(List<? extends Payload> payloads, double[] weights) {
        int length = payloads.isEmpty() ? 0 : payloads.get(0).count();
        return new Vectors(payloads.stream().map(Row::of).toList(), length, weights);
    }

    /** Number of rows n. */
    public int count() {
        return rows.size();
    }

    /** Number of coordinates d. */
    public int length() {
        return length;
    }

    /** The weight of a row where a rule uses weights; 1 unless it was given. */
    public double weight(int row) {
        return weights[row];
    }

    /** One row: read only. */
    public float[] row(int row) {
        return dense()[row];
    }

    /** Squared Euclidean distances of all pairs, computed at the first call. */
    public synchronized Distances distances() {
        if (distances == null) {
            distances = new Distances(DistanceKernel.squared(dense()));
        }
        return distances;
    }

    /** Euclidean norms of all rows. */
    public double[] norms() {
        float[][] all = dense();
        double[] norms = new double[count()];
        Parallel.forEach(norms.length, i -> norms[i] = Norm.L2.of(all[i], 0, length));
        return norms;
    }

    /** Euclidean distances of all rows to one point. */
    public double[] distancesTo(float[] point) {
        float[][] all = dense();
        double[] distances = new double[count()];
        Parallel.forEach(distances.length, i -> distances[i] = Math.sqrt(Products.squaredDistance(all[i], point)));
        return distances;
    }

    /** Euclidean distances of all rows to one point. */
    public double[] distancesTo(double[] point) {
        float[][] all = dense();
        double[] distances = new double[count()];
        Parallel.forEach(distances.length, i -> distances[i] = Math.sqrt(Products.squaredDistance(all[i], point)));
        return distances;
    }

    /** Scalar products of the ways from a point to all rows with one way from there. */
    public double[] productsAlong(double[] way, double[] point) {
        float[][] all = dense();
        double[] products = new double[count()];
        Parallel.forEach(products.length, i -> products[i] = Products.along(all[i], point, way));
        return products;
    }

    /** Scalar products of all rows with one vector. */
    public double[] productsWith(float[] vector) {
        float[][] all = dense();
        double[] products = new double[count()];
        Parallel.forEach(products.length, i -> products[i] = Products.product(all[i], vector));
        return products;
    }

    /** The chosen rows, in that order. */
    public Vectors only(int... chosen) {
        List<Row> some = Arrays.stream(chosen).mapToObj(rows::get).toList();
        double[] shares = Arrays.stream(chosen).mapToDouble(i -> weights[i]).toArray();
        return new Vectors(some, length, shares);
    }

    /** The plain mean of some of the rows, in double and rounded once. */
    public float[] mean(int... chosen) {
        return Sums.means(dense(), new int[][] {sorted(chosen)}, length)[0];
    }

    /**
     * The plain means of groups of rows, one row a group.
     *
     * @param shares weights of the new rows
     */
    public Vectors means(int[][] groups, double[] shares) {
        int[][] ascending = Arrays.stream(groups).map(Vectors::sorted).toArray(int[][]::new);
        return of(Sums.means(dense(), ascending, length), shares);
    }

    /**
     * Σ factor · row, in double and rounded once.
     *
     * @param factors one a row; what has 0 is left out
     * @param more factor of one vector more
     */
    public float[] combined(double[] factors, double more, float[] vector) {
        return Sums.combined(dense(), factors, more, vector);
    }

    /** Σ factor · row, in double and rounded once; what has 0 is left out. */
    public float[] combined(double[] factors) {
        return Sums.combined(dense(), factors, 0, row(0));
    }

    /** Σ factor · row − point, in double: the way from the point to there. */
    public double[] wayToCombined(double[] factors, double[] point) {
        return Sums.wayToCombined(dense(), factors, point);
    }

    /** The rows, each times its factor; with 1 a row stays itself. */
    public Vectors scaled(double[] factors) {
        float[][] all = dense();
        float[][] scaled = new float[all.length][];
        Parallel.forEach(all.length, i -> scaled[i] = factors[i] == 1 ? all[i] : Sums.scaled(all[i], factors[i]));
        return of(scaled, weights);
    }

    /**
     * One number a coordinate, from its values in ascending order.
     *
     * @param from the lowest rank that is looked at, from 0
     * @param to after the highest
     */
    public float[] bySortedCoordinates(int from, int to, SortedCoordinates.Conclusion conclusion) {
        return new SortedCoordinates(rows, length, SortingNetwork.forRanks(count(), from, to)).conclude(conclusion);
    }

    /** An array of ones, as long as there are rows. */
    public static double[] ones(int count) {
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    double[] weights() {
        return weights.clone();
    }

    private synchronized float[][] dense() {
        float[][] all = dense;
        if (all == null) {
            float[][] decoded = new float[rows.size()][];
            Parallel.forEach(decoded.length, i -> decoded[i] = rows.get(i).dense());
            dense = decoded;
            all = decoded;
        }
        return all;
    }

    private static int[] sorted(int[] rows) {
        int[] ascending = rows.clone();
        Arrays.sort(ascending);
        return ascending;
    }
}
