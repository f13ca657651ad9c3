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
            addFour(left, p, right, sum, width);
        }
        for (; p < depth; p++) {
            addOne(left[p], right[p], sum, width);
        }
    }

    private static void addFour(float[] left, int p, float[][] right, float[] sum, int width) {
        float a = left[p];
        float b = left[p + 1];
        float c = left[p + 2];
        float d = left[p + 3];
        float[] rowA = right[p];
        float[] rowB = right[p + 1];
        float[] rowC = right[p + 2];
        float[] rowD = right[p + 3];
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
