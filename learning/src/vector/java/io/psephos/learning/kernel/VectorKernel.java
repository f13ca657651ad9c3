package io.psephos.learning.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products held in registers, four rows by two vectors at a time, and eight by one where a row has no two: each of them
 * is a chain of additions, and only many chains at once keep the processor busy.
 *
 * <p>Loaded by name only: nothing else may refer to this class, since the module behind it may be missing.
 */
final class VectorKernel implements MatrixKernel {
    private static final VectorSpecies<Float> SPECIES = species();
    private static final int LANES = SPECIES.length();

    @Override
    public void addProduct(float[][] left, float[][] right, float[][] sum, Extent extent) {
        check(right, extent.depth(), extent.width());
        check(sum, extent.rows(), extent.width());
        int rows = extent.rows();
        int depth = extent.depth();
        int pairs = extent.width() - extent.width() % (2 * LANES);
        int i = 0;
        for (; i + 4 <= rows; i += 4) {
            for (int j = 0; j < pairs; j += 2 * LANES) {
                addFourByTwo(left, right, sum, i, j, depth);
            }
        }
        for (; i + 2 <= rows; i += 2) {
            for (int j = 0; j < pairs; j += 2 * LANES) {
                addTwoByTwo(left, right, sum, i, j, depth);
            }
        }
        for (int j = 0; j < pairs && i < rows; j += LANES) {
            addOneByOne(left[i], right, sum[i], j, depth);
        }
        for (int j = pairs; j < extent.width(); j += LANES) {
            addColumn(left, right, sum, j, extent);
        }
    }

    @Override
    public void descend(float[][] left, float[][] right, float[][] parameters, float rate, Extent extent) {
        check(left, extent.depth(), extent.rows());
        check(right, extent.depth(), extent.width());
        check(parameters, extent.rows(), extent.width());
        int rows = extent.rows();
        int depth = extent.depth();
        int pairs = extent.width() - extent.width() % (2 * LANES);
        int i = 0;
        for (; i + 4 <= rows; i += 4) {
            for (int j = 0; j < pairs; j += 2 * LANES) {
                descendFourByTwo(left, right, parameters, rate, i, j, depth);
            }
            for (int j = pairs; j < extent.width(); j += LANES) {
                descendFourByOne(left, right, parameters, rate, i, j, depth);
            }
        }
        for (; i < rows; i++) {
            for (int j = 0; j < extent.width(); j += LANES) {
                descendOneByOne(left, right, parameters[i], rate, i, j, depth);
            }
        }
    }

    /** One vector's width of all rows. */
    private static void addColumn(float[][] left, float[][] right, float[][] sum, int j, Extent extent) {
        int rows = extent.rows();
        int i = 0;
        for (; i + 8 <= rows; i += 8) {
            addEightByOne(left, right, sum, i, j, extent.depth());
        }
        for (; i + 4 <= rows; i += 4) {
            addFourByOne(left, right, sum, i, j, extent.depth());
        }
        for (; i + 2 <= rows; i += 2) {
            addTwoByOne(left[i], left[i + 1], right, sum, i, j, extent.depth());
        }
        for (; i < rows; i++) {
            addOneByOne(left[i], right, sum[i], j, extent.depth());
        }
    }

    private static void addFourByTwo(float[][] left, float[][] right, float[][] sum, int i, int j, int depth) {
        float[] left0 = left[i];
        float[] left1 = left[i + 1];
        float[] left2 = left[i + 2];
        float[] left3 = left[i + 3];
        FloatVector near0 = FloatVector.fromArray(SPECIES, sum[i], j);
        FloatVector near1 = FloatVector.fromArray(SPECIES, sum[i + 1], j);
        FloatVector near2 = FloatVector.fromArray(SPECIES, sum[i + 2], j);
        FloatVector near3 = FloatVector.fromArray(SPECIES, sum[i + 3], j);
        FloatVector far0 = FloatVector.fromArray(SPECIES, sum[i], j + LANES);
        FloatVector far1 = FloatVector.fromArray(SPECIES, sum[i + 1], j + LANES);
        FloatVector far2 = FloatVector.fromArray(SPECIES, sum[i + 2], j + LANES);
        FloatVector far3 = FloatVector.fromArray(SPECIES, sum[i + 3], j + LANES);
        for (int p = 0; p < depth; p++) {
            FloatVector near = FloatVector.fromArray(SPECIES, right[p], j);
            FloatVector far = FloatVector.fromArray(SPECIES, right[p], j + LANES);
            near0 = near0.add(near.mul(left0[p]));
            near1 = near1.add(near.mul(left1[p]));
            near2 = near2.add(near.mul(left2[p]));
            near3 = near3.add(near.mul(left3[p]));
            far0 = far0.add(far.mul(left0[p]));
            far1 = far1.add(far.mul(left1[p]));
            far2 = far2.add(far.mul(left2[p]));
            far3 = far3.add(far.mul(left3[p]));
        }
        near0.intoArray(sum[i], j);
        near1.intoArray(sum[i + 1], j);
        near2.intoArray(sum[i + 2], j);
        near3.intoArray(sum[i + 3], j);
        far0.intoArray(sum[i], j + LANES);
        far1.intoArray(sum[i + 1], j + LANES);
        far2.intoArray(sum[i + 2], j + LANES);
        far3.intoArray(sum[i + 3], j + LANES);
    }

    private static void descendFourByTwo(
            float[][] left, float[][] right, float[][] parameters, float rate, int i, int j, int depth) {
        FloatVector near0 = FloatVector.zero(SPECIES);
        FloatVector near1 = FloatVector.zero(SPECIES);
        FloatVector near2 = FloatVector.zero(SPECIES);
        FloatVector near3 = FloatVector.zero(SPECIES);
        FloatVector far0 = FloatVector.zero(SPECIES);
        FloatVector far1 = FloatVector.zero(SPECIES);
        FloatVector far2 = FloatVector.zero(SPECIES);
        FloatVector far3 = FloatVector.zero(SPECIES);
        for (int p = 0; p < depth; p++) {
            float[] factors = left[p];
            FloatVector near = FloatVector.fromArray(SPECIES, right[p], j);
            FloatVector far = FloatVector.fromArray(SPECIES, right[p], j + LANES);
            near0 = near0.add(near.mul(factors[i]));
            near1 = near1.add(near.mul(factors[i + 1]));
            near2 = near2.add(near.mul(factors[i + 2]));
            near3 = near3.add(near.mul(factors[i + 3]));
            far0 = far0.add(far.mul(factors[i]));
            far1 = far1.add(far.mul(factors[i + 1]));
            far2 = far2.add(far.mul(factors[i + 2]));
            far3 = far3.add(far.mul(factors[i + 3]));
        }
        move(parameters[i], j, near0, rate);
        move(parameters[i + 1], j, near1, rate);
        move(parameters[i + 2], j, near2, rate);
        move(parameters[i + 3], j, near3, rate);
        move(parameters[i], j + LANES, far0, rate);
        move(parameters[i + 1], j + LANES, far1, rate);
        move(parameters[i + 2], j + LANES, far2, rate);
        move(parameters[i + 3], j + LANES, far3, rate);
    }

    private static void descendFourByOne(
            float[][] left, float[][] right, float[][] parameters, float rate, int i, int j, int depth) {
        FloatVector sum0 = FloatVector.zero(SPECIES);
        FloatVector sum1 = FloatVector.zero(SPECIES);
        FloatVector sum2 = FloatVector.zero(SPECIES);
        FloatVector sum3 = FloatVector.zero(SPECIES);
        for (int p = 0; p < depth; p++) {
            float[] factors = left[p];
            FloatVector row = FloatVector.fromArray(SPECIES, right[p], j);
            sum0 = sum0.add(row.mul(factors[i]));
            sum1 = sum1.add(row.mul(factors[i + 1]));
            sum2 = sum2.add(row.mul(factors[i + 2]));
            sum3 = sum3.add(row.mul(factors[i + 3]));
        }
        move(parameters[i], j, sum0, rate);
        move(parameters[i + 1], j, sum1, rate);
        move(parameters[i + 2], j, sum2, rate);
        move(parameters[i + 3], j, sum3, rate);
    }

    private static void addTwoByTwo(float[][] left, float[][] right, float[][] sum, int i, int j, int depth) {
        float[] left0 = left[i];
        float[] left1 = left[i + 1];
        FloatVector near0 = FloatVector.fromArray(SPECIES, sum[i], j);
        FloatVector near1 = FloatVector.fromArray(SPECIES, sum[i + 1], j);
        FloatVector far0 = FloatVector.fromArray(SPECIES, sum[i], j + LANES);
        FloatVector far1 = FloatVector.fromArray(SPECIES, sum[i + 1], j + LANES);
        for (int p = 0; p < depth; p++) {
            FloatVector near = FloatVector.fromArray(SPECIES, right[p], j);
            FloatVector far = FloatVector.fromArray(SPECIES, right[p], j + LANES);
            near0 = near0.add(near.mul(left0[p]));
            near1 = near1.add(near.mul(left1[p]));
            far0 = far0.add(far.mul(left0[p]));
            far1 = far1.add(far.mul(left1[p]));
        }
        near0.intoArray(sum[i], j);
        near1.intoArray(sum[i + 1], j);
        far0.intoArray(sum[i], j + LANES);
        far1.intoArray(sum[i + 1], j + LANES);
    }

    private static void addTwoByOne(
            float[] left0, float[] left1, float[][] right, float[][] sum, int i, int j, int depth) {
        FloatVector sum0 = FloatVector.fromArray(SPECIES, sum[i], j);
        FloatVector sum1 = FloatVector.fromArray(SPECIES, sum[i + 1], j);
        for (int p = 0; p < depth; p++) {
            FloatVector row = FloatVector.fromArray(SPECIES, right[p], j);
            sum0 = sum0.add(row.mul(left0[p]));
            sum1 = sum1.add(row.mul(left1[p]));
        }
        sum0.intoArray(sum[i], j);
        sum1.intoArray(sum[i + 1], j);
    }

    private static void addEightByOne(float[][] left, float[][] right, float[][] sum, int i, int j, int depth) {
        float[] left0 = left[i];
        float[] left1 = left[i + 1];
        float[] left2 = left[i + 2];
        float[] left3 = left[i + 3];
        float[] left4 = left[i + 4];
        float[] left5 = left[i + 5];
        float[] left6 = left[i + 6];
        float[] left7 = left[i + 7];
        FloatVector sum0 = FloatVector.fromArray(SPECIES, sum[i], j);
        FloatVector sum1 = FloatVector.fromArray(SPECIES, sum[i + 1], j);
        FloatVector sum2 = FloatVector.fromArray(SPECIES, sum[i + 2], j);
        FloatVector sum3 = FloatVector.fromArray(SPECIES, sum[i + 3], j);
        FloatVector sum4 = FloatVector.fromArray(SPECIES, sum[i + 4], j);
        FloatVector sum5 = FloatVector.fromArray(SPECIES, sum[i + 5], j);
        FloatVector sum6 = FloatVector.fromArray(SPECIES, sum[i + 6], j);
        FloatVector sum7 = FloatVector.fromArray(SPECIES, sum[i + 7], j);
        for (int p = 0; p < depth; p++) {
            FloatVector row = FloatVector.fromArray(SPECIES, right[p], j);
            sum0 = sum0.add(row.mul(left0[p]));
            sum1 = sum1.add(row.mul(left1[p]));
            sum2 = sum2.add(row.mul(left2[p]));
            sum3 = sum3.add(row.mul(left3[p]));
            sum4 = sum4.add(row.mul(left4[p]));
            sum5 = sum5.add(row.mul(left5[p]));
            sum6 = sum6.add(row.mul(left6[p]));
            sum7 = sum7.add(row.mul(left7[p]));
        }
        sum0.intoArray(sum[i], j);
        sum1.intoArray(sum[i + 1], j);
        sum2.intoArray(sum[i + 2], j);
        sum3.intoArray(sum[i + 3], j);
        sum4.intoArray(sum[i + 4], j);
        sum5.intoArray(sum[i + 5], j);
        sum6.intoArray(sum[i + 6], j);
        sum7.intoArray(sum[i + 7], j);
    }

    private static void addFourByOne(float[][] left, float[][] right, float[][] sum, int i, int j, int depth) {
        float[] left0 = left[i];
        float[] left1 = left[i + 1];
        float[] left2 = left[i + 2];
        float[] left3 = left[i + 3];
        FloatVector sum0 = FloatVector.fromArray(SPECIES, sum[i], j);
        FloatVector sum1 = FloatVector.fromArray(SPECIES, sum[i + 1], j);
        FloatVector sum2 = FloatVector.fromArray(SPECIES, sum[i + 2], j);
        FloatVector sum3 = FloatVector.fromArray(SPECIES, sum[i + 3], j);
        for (int p = 0; p < depth; p++) {
            FloatVector row = FloatVector.fromArray(SPECIES, right[p], j);
            sum0 = sum0.add(row.mul(left0[p]));
            sum1 = sum1.add(row.mul(left1[p]));
            sum2 = sum2.add(row.mul(left2[p]));
            sum3 = sum3.add(row.mul(left3[p]));
        }
        sum0.intoArray(sum[i], j);
        sum1.intoArray(sum[i + 1], j);
        sum2.intoArray(sum[i + 2], j);
        sum3.intoArray(sum[i + 3], j);
    }

    private static void addOneByOne(float[] left, float[][] right, float[] sum, int j, int depth) {
        FloatVector total = FloatVector.fromArray(SPECIES, sum, j);
        for (int p = 0; p < depth; p++) {
            total = total.add(FloatVector.fromArray(SPECIES, right[p], j).mul(left[p]));
        }
        total.intoArray(sum, j);
    }

    private static void descendOneByOne(
            float[][] left, float[][] right, float[] parameters, float rate, int i, int j, int depth) {
        FloatVector total = FloatVector.zero(SPECIES);
        for (int p = 0; p < depth; p++) {
            total = total.add(FloatVector.fromArray(SPECIES, right[p], j).mul(left[p][i]));
        }
        move(parameters, j, total, rate);
    }

    private static void move(float[] parameters, int j, FloatVector gradient, float rate) {
        FloatVector.fromArray(SPECIES, parameters, j).sub(gradient.mul(rate)).intoArray(parameters, j);
    }

    private static void check(float[][] matrix, int rows, int width) {
        for (int i = 0; i < rows; i++) {
            if (matrix[i].length < width) {
                throw new IndexOutOfBoundsException(
                        "row " + i + " must have " + width + " numbers, had " + matrix[i].length);
            }
        }
    }

    /** The widest vectors whose length divides {@link #UNIT}. */
    private static VectorSpecies<Float> species() {
        VectorSpecies<Float> preferred = FloatVector.SPECIES_PREFERRED;
        return UNIT % preferred.length() == 0 ? preferred : FloatVector.SPECIES_128;
    }
}
