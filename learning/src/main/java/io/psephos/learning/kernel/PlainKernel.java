package io.psephos.learning.kernel;

import java.util.Arrays;

/** The kernel of plain loops over rows that the just-in-time compiler turns into vector code by itself. */
final class PlainKernel implements MatrixKernel {

    @Override
    public void addProduct(float[][] left, float[][] right, float[][] sum, Extent extent) {
        for (int i = 0; i < extent.rows(); i++) {
            addRow(left[i], right, sum[i], extent.depth(), extent.width());
        }
    }

    /** Rows of left stand side by side, as loops of the compiler go along a row and not down to a single number. */
    @Override
    public void addDots(float[][] left, float[][] right, float[][] sum, Dots extent) {
        int rows = extent.rows();
        int depth = extent.depth();
        float[][] turned = Matrices.zeros(depth, rows);
        Matrices.transpose(left, rows, depth, turned);
        float[][] lanes = Matrices.zeros(UNIT, rows);
        int width = Matrices.padded(rows);
        for (int j = 0; j < extent.columns(); j++) {
            for (int lane = 0; lane < UNIT; lane++) {
                sumLane(right[j], lane, turned, lanes[lane], depth, width);
            }
            for (int lane = 0; lane < UNIT / 4; lane++) {
                addPairs(lanes[lane], lanes[lane + 8], lanes[lane + 4], lanes[lane + 12], width);
            }
            addPairs(lanes[0], lanes[2], lanes[1], lanes[3], width);
            for (int i = 0; i < rows; i++) {
                sum[i][j] += lanes[0][i];
            }
        }
    }

    private static void sumLane(float[] factors, int lane, float[][] right, float[] sum, int depth, int width) {
        if (depth == 0) {
            Arrays.fill(sum, 0);
            return;
        }
        set(factors[lane], right[lane], sum, width);
        int p = lane + UNIT;
        for (; p + 3 * UNIT < depth; p += 4 * UNIT) {
            addFour(factors, p, UNIT, right, sum, width);
        }
        for (; p < depth; p += UNIT) {
            addOne(factors[p], right[p], sum, width);
        }
    }

    private static void set(float a, float[] row, float[] sum, int width) {
        for (int j = 0; j < width; j++) {
            sum[j] = 0 + a * row[j];
        }
    }

    private static void addPairs(float[] a, float[] b, float[] c, float[] d, int width) {
        for (int j = 0; j < width; j++) {
            a[j] = (a[j] + b[j]) + (c[j] + d[j]);
        }
    }

    @Override
    public void descend(float[][] left, float[][] right, float[][] parameters, float rate, Extent extent) {
        float[] factors = new float[extent.depth()];
        float[] gradient = new float[extent.width()];
        for (int i = 0; i < extent.rows(); i++) {
            for (int p = 0; p < factors.length; p++) {
                factors[p] = left[p][i];
            }
            Arrays.fill(gradient, 0);
            addRow(factors, right, gradient, factors.length, gradient.length);
            move(parameters[i], gradient, rate);
        }
    }

    private static void move(float[] parameters, float[] gradient, float rate) {
        for (int j = 0; j < gradient.length; j++) {
            parameters[j] -= rate * gradient[j];
        }
    }

    private static void addRow(float[] left, float[][] right, float[] sum, int depth, int width) {
        int p = 0;
        for (; p + 4 <= depth; p += 4) {
            addFour(left, p, 1, right, sum, width);
        }
        for (; p < depth; p++) {
            addOne(left[p], right[p], sum, width);
        }
    }

    private static void addFour(float[] left, int p, int step, float[][] right, float[] sum, int width) {
        float a = left[p];
        float b = left[p + step];
        float c = left[p + 2 * step];
        float d = left[p + 3 * step];
        float[] rowA = right[p];
        float[] rowB = right[p + step];
        float[] rowC = right[p + 2 * step];
        float[] rowD = right[p + 3 * step];
        for (int j = 0; j < width; j++) {
            sum[j] = (((sum[j] + a * rowA[j]) + b * rowB[j]) + c * rowC[j]) + d * rowD[j];
        }
    }

    private static void addOne(float a, float[] row, float[] sum, int width) {
        for (int j = 0; j < width; j++) {
            sum[j] += a * row[j];
        }
    }
}
