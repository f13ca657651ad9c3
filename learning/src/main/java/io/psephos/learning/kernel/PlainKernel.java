package io.psephos.learning.kernel;

/** The kernel of plain loops over rows that the just-in-time compiler turns into vector code by itself. */
final class PlainKernel implements MatrixKernel {

    @Override
    public void addProduct(float[][] left, float[][] right, float[][] sum, Extent extent) {
        for (int i = 0; i < extent.rows(); i++) {
            addRow(left[i], right, sum[i], extent.depth(), extent.width());
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
