package io.psephos.robustness.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums held in registers, four rows by two.
 *
 * <p>Loaded by name only: nothing else may refer to this class, since the module behind it may be missing.
 */
final class VectorTileKernel implements TileKernel {
    private static final VectorSpecies<Float> SPECIES = species();
    private static final int WIDTH = SPECIES.length();

    @Override
    public void sum(float[][] rows, int first, int second, int count, float[][] sums) {
        int full = count / LANES * LANES;
        for (int l = 0; l < LANES; l += WIDTH) {
            sumLanes(rows, first, second, l, full, sums);
        }
        for (int pair = 0; pair < sums.length; pair++) {
            PlainTileKernel.addRest(rows[first + pair / WIDE], rows[second + pair % WIDE], full, count, sums[pair]);
        }
    }

    private static void sumLanes(float[][] rows, int first, int second, int lane, int full, float[][] sums) {
        float[] row0 = rows[first];
        float[] row1 = rows[first + 1];
        float[] row2 = rows[first + 2];
        float[] row3 = rows[first + 3];
        float[] nearRow = rows[second];
        float[] farRow = rows[second + 1];
        FloatVector near0 = FloatVector.zero(SPECIES);
        FloatVector near1 = near0;
        FloatVector near2 = near0;
        FloatVector near3 = near0;
        FloatVector far0 = near0;
        FloatVector far1 = near0;
        FloatVector far2 = near0;
        FloatVector far3 = near0;
        for (int at = lane; at < full; at += LANES) {
            FloatVector near = FloatVector.fromArray(SPECIES, nearRow, at);
            FloatVector far = FloatVector.fromArray(SPECIES, farRow, at);
            FloatVector one = FloatVector.fromArray(SPECIES, row0, at);
            near0 = add(near0, one, near);
            far0 = add(far0, one, far);
            one = FloatVector.fromArray(SPECIES, row1, at);
            near1 = add(near1, one, near);
            far1 = add(far1, one, far);
            one = FloatVector.fromArray(SPECIES, row2, at);
            near2 = add(near2, one, near);
            far2 = add(far2, one, far);
            one = FloatVector.fromArray(SPECIES, row3, at);
            near3 = add(near3, one, near);
            far3 = add(far3, one, far);
        }
        near0.intoArray(sums[0], lane);
        far0.intoArray(sums[1], lane);
        near1.intoArray(sums[2], lane);
        far1.intoArray(sums[3], lane);
        near2.intoArray(sums[4], lane);
        far2.intoArray(sums[5], lane);
        near3.intoArray(sums[6], lane);
        far3.intoArray(sums[7], lane);
    }

    private static FloatVector add(FloatVector sum, FloatVector one, FloatVector other) {
        FloatVector difference = one.sub(other);
        return difference.fma(difference, sum);
    }

    /** The widest vectors whose length divides {@link #LANES}. */
    private static VectorSpecies<Float> species() {
        VectorSpecies<Float> preferred = FloatVector.SPECIES_PREFERRED;
        return LANES % preferred.length() == 0 ? preferred : FloatVector.SPECIES_128;
    }
}
