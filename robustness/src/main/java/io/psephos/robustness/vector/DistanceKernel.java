package io.psephos.robustness.vector;

import java.util.Arrays;

/**
 * Squared distances of all pairs of rows.
 *
 * <p>Coordinates go through in stretches, copied next to each other so that rows a power of two apart do not drive each
 * other out of the cache; rows go in tiles that stay in registers. Within a stretch a
 * pair has {@link TileKernel#LANES} sums in float32, which are then added in double; stretches are added in their order,
 * and so are the {@value #TASK} coordinates that one task has to itself. So neither the number of threads nor the
 * machine's vectors change a bit.
 *
 * <p>A pair that float32 cannot hold, too far apart or too near, is added again in double.
 */
final class DistanceKernel {
    private static final int STRETCH = 1 << 10;
    private static final int TASK = 1 << 16;
    private static final int HIGH = TileKernel.HIGH;
    private static final int WIDE = TileKernel.WIDE;
    private static final int GROUP = 8;
    private static final double TOO_NEAR = 1e-30;
    private static final double TOO_FAR = Float.MAX_VALUE / STRETCH;

    private final float[][] rows;
    private final TileKernel tiles;

    private DistanceKernel(float[][] rows, TileKernel tiles) {
        this.rows = rows;
        this.tiles = tiles;
    }

    /** A symmetric matrix with zeros on its diagonal. */
    static double[][] squared(float[][] rows) {
        return squared(rows, TileKernels.best());
    }

    static double[][] squared(float[][] rows, TileKernel tiles) {
        DistanceKernel kernel = new DistanceKernel(rows, tiles);
        int length = rows[0].length;
        double[][][] parts = new double[Math.max(1, (length + TASK - 1) / TASK)][][];
        Parallel.forEach(parts.length, t -> parts[t] = kernel.part(t * TASK, Math.min(length - t * TASK, TASK)));
        for (int t = 1; t < parts.length; t++) {
            add(parts[t], parts[0]);
        }
        double[][] squared = parts[0];
        Parallel.forEach(rows.length, i -> kernel.addAgain(i, squared[i]));
        mirror(squared);
        return squared;
    }

    /** The lower triangle of the distances over so many coordinates. */
    private double[][] part(int from, int count) {
        double[][] sums = new double[rows.length][rows.length];
        float[][] lanes = new float[HIGH * WIDE][TileKernel.LANES];
        float[][] near = new float[(rows.length + HIGH - 1) / HIGH * HIGH][STRETCH];
        for (int at = from; at < from + count; at += STRETCH) {
            int here = Math.min(STRETCH, from + count - at);
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(rows[i], at, near[i], 0, here);
            }
            for (int group = 0; group < rows.length; group += GROUP) {
                sumGroup(near, group, here, lanes, sums);
            }
        }
        return sums;
    }

    /** Adds the distances of a group's rows, which stay in cache, to themselves and all rows after them. */
    private void sumGroup(float[][] near, int group, int count, float[][] lanes, double[][] sums) {
        for (int i = group; i < rows.length; i += HIGH) {
            for (int j = group; j < Math.min(group + GROUP, Math.min(rows.length, i + HIGH)); j += WIDE) {
                tiles.sum(near, i, j, count, lanes);
                collect(lanes, i, j, sums);
            }
        }
    }

    private void collect(float[][] lanes, int first, int second, double[][] sums) {
        for (int i = first; i < Math.min(rows.length, first + HIGH); i++) {
            for (int j = second; j < Math.min(i, second + WIDE); j++) {
                sums[i][j] += total(lanes[(i - first) * WIDE + j - second]);
            }
        }
    }

    private static double total(float[] lanes) {
        double even = 0;
        double odd = 0;
        for (int l = 0; l < lanes.length; l += 2) {
            even += lanes[l];
            odd += lanes[l + 1];
        }
        return even + odd;
    }

    private static void add(double[][] part, double[][] sum) {
        for (int i = 0; i < sum.length; i++) {
            for (int j = 0; j < i; j++) {
                sum[i][j] += part[i][j];
            }
        }
    }

    private void addAgain(int i, double[] squared) {
        for (int j = 0; j < i; j++) {
            if (squared[j] < TOO_NEAR || !(squared[j] <= TOO_FAR)) {
                squared[j] = Arrays.equals(rows[i], rows[j]) ? 0 : Products.squaredDistance(rows[i], rows[j]);
            }
        }
    }

    private static void mirror(double[][] squared) {
        for (int i = 0; i < squared.length; i++) {
            for (int j = 0; j < i; j++) {
                squared[j][i] = squared[i][j];
            }
        }
    }
}
