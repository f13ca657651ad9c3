package io.psephos.robustness.vector;

import java.util.Arrays;

/**
 * Squared distances of all pairs of rows.
 *
 * <p>Coordinates go through in stretches of {@value #STRETCH}. A stretch of a row is packed into pieces of
 * {@value #LANES}, so that every array of the innermost loop has the same index, which is what the just-in-time compiler
 * needs to turn it into vector code. Rows are taken in tiles of {@value #TILE} that stay in cache. A pair has
 * {@value #LANES} sums in float32 within a stretch, which are then added in double; stretches are added in their order.
 * Tasks are tiles, so the number of threads changes nothing.
 *
 * <p>A pair that float32 cannot hold, too far apart or too near, is added again in double.
 */
final class DistanceKernel {
    private static final int LANES = 512;
    private static final int PIECES = 64;
    private static final int PIECES_AT_ONCE = 8;
    private static final int STRETCH = LANES * PIECES;
    private static final int TILE = 8;
    private static final double TOO_NEAR = 1e-30;

    private final float[][] rows;
    private final int length;
    private final float[][][] packed;
    private final double[][] squared;

    private DistanceKernel(float[][] rows) {
        this.rows = rows;
        this.length = rows[0].length;
        int pieces = Math.min(PIECES, 2 * ((length + 2 * LANES - 1) / (2 * LANES)));
        this.packed = new float[rows.length][pieces][LANES];
        this.squared = new double[rows.length][rows.length];
    }

    /** A symmetric matrix with zeros on its diagonal. */
    static double[][] squared(float[][] rows) {
        DistanceKernel kernel = new DistanceKernel(rows);
        int tiles = (rows.length + TILE - 1) / TILE;
        for (int from = 0; from < kernel.length; from += STRETCH) {
            kernel.addStretch(from, tiles);
        }
        Parallel.forEach(rows.length, kernel::addAgain);
        return kernel.mirrored();
    }

    private void addStretch(int from, int tiles) {
        int count = Math.min(STRETCH, length - from);
        int pieces = 2 * ((count + 2 * LANES - 1) / (2 * LANES));
        Parallel.forEach(rows.length, i -> pack(rows[i], from, count, packed[i], pieces));
        Parallel.forEach(tiles * (tiles + 1) / 2, t -> {
            int row = (int) ((Math.sqrt(8.0 * t + 1) - 1) / 2);
            addTile(row * TILE, (t - row * (row + 1) / 2) * TILE, pieces);
        });
    }

    private static void pack(float[] row, int from, int count, float[][] into, int pieces) {
        for (int p = 0; p < pieces; p++) {
            int here = Math.max(0, Math.min(LANES, count - p * LANES));
            if (here > 0) {
                System.arraycopy(row, from + p * LANES, into[p], 0, here);
            }
            Arrays.fill(into[p], here, LANES, 0f);
        }
    }

    /** The pairs of rows from {@code first} with rows from {@code second}, which are not after them. */
    private void addTile(int first, int second, int pieces) {
        float[][][] sums = new float[TILE][TILE][LANES];
        int firstEnd = Math.min(rows.length, first + TILE);
        for (int p = 0; p < pieces; p += PIECES_AT_ONCE) {
            int end = Math.min(pieces, p + PIECES_AT_ONCE);
            for (int i = first; i < firstEnd; i++) {
                int secondEnd = Math.min(i, second + TILE);
                for (int j = second; j < secondEnd; j += 2) {
                    float[][] other = packed[Math.min(j + 1, rows.length - 1)];
                    float[][] sum = sums[i - first];
                    for (int q = p; q < end; q += 2) {
                        addTwo(packed[i], packed[j], other, q, sum[j - second], sum[j - second + 1]);
                    }
                }
            }
        }
        for (int i = first; i < firstEnd; i++) {
            for (int j = second; j < Math.min(i, second + TILE); j++) {
                squared[i][j] += total(sums[i - first][j - second]);
            }
        }
    }

    /** Two pieces of one row against those of two others. */
    private static void addTwo(float[][] one, float[][] near, float[][] far, int p, float[] nearSum, float[] farSum) {
        float[] one0 = one[p];
        float[] one1 = one[p + 1];
        float[] near0 = near[p];
        float[] near1 = near[p + 1];
        float[] far0 = far[p];
        float[] far1 = far[p + 1];
        for (int l = 0; l < nearSum.length; l++) {
            float a = one0[l] - near0[l];
            float b = one1[l] - near1[l];
            nearSum[l] = nearSum[l] + a * a + b * b;
            float c = one0[l] - far0[l];
            float d = one1[l] - far1[l];
            farSum[l] = farSum[l] + c * c + d * d;
        }
    }

    private static double total(float[] sums) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        for (int l = 0; l < LANES; l += 4) {
            s0 += sums[l];
            s1 += sums[l + 1];
            s2 += sums[l + 2];
            s3 += sums[l + 3];
        }
        return s0 + s1 + (s2 + s3);
    }

    private void addAgain(int i) {
        for (int j = 0; j < i; j++) {
            double found = squared[i][j];
            if (found < TOO_NEAR || found > Float.MAX_VALUE / LANES) {
                squared[i][j] = Arrays.equals(rows[i], rows[j]) ? 0 : Products.squaredDistance(rows[i], rows[j]);
            }
        }
    }

    private double[][] mirrored() {
        for (int i = 0; i < squared.length; i++) {
            for (int j = 0; j < i; j++) {
                squared[j][i] = squared[i][j];
            }
        }
        return squared;
    }
}
