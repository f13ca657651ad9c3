package io.psephos.learning.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products held in registers, four rows by two vectors at a time.
 *
 * <p>Loaded by name only: nothing else may refer to this class, since the module behind it may be missing.
 */
final class VectorKernel implements MatrixKernel {
    private static final VectorSpecies<Float> SPECIES = species();
    private static final int LANES = SPECIES.length();

    @Override
    public void addProduct(float[][] left, float[][] right, float[][] sum, Extent extent) {
        int rows = extent.rows();
        int i = 0;
        for (; i + 4 <= rows; i += 4) {
            addFourRows(left, right, sum, i, extent.depth(), extent.width());
        }
        for (; i < rows; i++) {
            for (int j = 0; j < extent.width(); j += LANES) {
                addOneByOne(left[i], right, sum[i], j, extent.depth());
            }
        }
    }

    private static void addFourRows(float[][] left, float[][] right, float[][] sum, int i, int depth, int width) {
        int j = 0;
        for (; j + 2 * LANES <= width; j += 2 * LANES) {
            addFourByTwo(left, right, sum, i, j, depth);
        }
        for (; j < width; j += LANES) {
            addFourByOne(left, right, sum, i, j, depth);
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

    /** The widest vectors whose length divides {@link #UNIT}. */
    private static VectorSpecies<Float> species() {
        VectorSpecies<Float> preferred = FloatVector.SPECIES_PREFERRED;
        return UNIT % preferred.length() == 0 ? preferred : FloatVector.SPECIES_128;
    }
}
