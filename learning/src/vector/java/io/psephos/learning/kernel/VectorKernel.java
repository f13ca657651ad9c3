package io.psephos.learning.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products along rows: the factors of two rows by five are held in registers while all seven rows pass by, so that each
 * number read takes part in two products. Dot products: ten sums are held in registers, of two rows with five.
 *
 * <p>Loaded by name only: nothing else may refer to this class, since the module behind it may be missing.
 */
final class VectorKernel implements MatrixKernel {
    private static final VectorSpecies<Float> SPECIES = species();
    private static final int LANES = SPECIES.length();
    private static final int TERMS = 5;
    private static final VectorSpecies<Float> EIGHT = FloatVector.SPECIES_256;
    private static final VectorSpecies<Float> FOUR = FloatVector.SPECIES_128;

    private final float[] lanes = new float[3 * TERMS * UNIT];
    private Rows scratch = new Rows(new float[0], new float[0], new float[0], new float[0]);

    @Override
    public void addProduct(float[][] left, float[][] right, float[][] sum, Extent extent) {
        check(left, extent.rows(), extent.depth());
        check(right, extent.depth(), extent.width());
        check(sum, extent.rows(), extent.width());
        int i = 0;
        for (; i + 2 <= extent.rows(); i += 2) {
            addRows(new Rows(left[i], left[i + 1], sum[i], sum[i + 1]), right, extent);
        }
        if (i < extent.rows()) {
            addRows(new Rows(left[i], left[i], sum[i], scratch(extent).other), right, extent);
        }
    }

    @Override
    public void descend(float[][] left, float[][] right, float[][] parameters, float rate, Extent extent) {
        check(left, extent.depth(), extent.rows());
        check(right, extent.depth(), extent.width());
        check(parameters, extent.rows(), extent.width());
        Rows rows = scratch(extent);
        for (int i = 0; i < extent.rows(); i += 2) {
            boolean isLast = i + 1 == extent.rows();
            for (int p = 0; p < extent.depth(); p++) {
                rows.factors[p] = left[p][i];
                rows.others[p] = isLast ? 0 : left[p][i + 1];
            }
            float[] second = isLast ? new float[extent.width()] : parameters[i + 1];
            descend(rows, right, parameters[i], second, rate, extent);
        }
    }

    /** Rows of at least this depth and width, with whatever the last call left in them. */
    private Rows scratch(Extent extent) {
        if (scratch.factors.length < extent.depth() || scratch.one.length < extent.width()) {
            int depth = Math.max(scratch.factors.length, extent.depth());
            int width = Math.max(scratch.one.length, extent.width());
            scratch = new Rows(new float[depth], new float[depth], new float[width], new float[width]);
        }
        return scratch;
    }

    /** The last five terms are added in the pass that moves the parameters, where there are so many. */
    private static void descend(Rows rows, float[][] right, float[] first, float[] second, float rate, Extent extent) {
        Arrays.fill(rows.one, 0, extent.width(), 0);
        Arrays.fill(rows.other, 0, extent.width(), 0);
        int lastFive = extent.depth() - TERMS;
        int p = 0;
        for (; p < (lastFive < 0 ? extent.depth() : extent.depth() % TERMS); p++) {
            addOne(rows, p, right[p], extent.width());
        }
        for (; p < lastFive; p += TERMS) {
            addFive(rows, p, right, extent.width());
        }
        if (lastFive < 0) {
            move(first, rows.one, rate, extent.width());
            move(second, rows.other, rate, extent.width());
        } else {
            moveByFive(rows, lastFive, right, first, second, rate, extent.width());
        }
    }

    /** Adds the products of two rows of factors with all rows of right. */
    private static void addRows(Rows rows, float[][] right, Extent extent) {
        int p = 0;
        for (; p + TERMS <= extent.depth(); p += TERMS) {
            addFive(rows, p, right, extent.width());
        }
        for (; p < extent.depth(); p++) {
            addOne(rows, p, right[p], extent.width());
        }
    }

    /** Two rows of factors and of what they are summed to. */
    private record Rows(float[] factors, float[] others, float[] one, float[] other) {}

    private static void addFive(Rows rows, int p, float[][] right, int width) {
        float[] factors = rows.factors;
        float[] others = rows.others;
        float[] one = rows.one;
        float[] other = rows.other;
        float[] right0 = right[p];
        float[] right1 = right[p + 1];
        float[] right2 = right[p + 2];
        float[] right3 = right[p + 3];
        float[] right4 = right[p + 4];
        FloatVector a0 = FloatVector.broadcast(SPECIES, factors[p]);
        FloatVector a1 = FloatVector.broadcast(SPECIES, factors[p + 1]);
        FloatVector a2 = FloatVector.broadcast(SPECIES, factors[p + 2]);
        FloatVector a3 = FloatVector.broadcast(SPECIES, factors[p + 3]);
        FloatVector a4 = FloatVector.broadcast(SPECIES, factors[p + 4]);
        FloatVector b0 = FloatVector.broadcast(SPECIES, others[p]);
        FloatVector b1 = FloatVector.broadcast(SPECIES, others[p + 1]);
        FloatVector b2 = FloatVector.broadcast(SPECIES, others[p + 2]);
        FloatVector b3 = FloatVector.broadcast(SPECIES, others[p + 3]);
        FloatVector b4 = FloatVector.broadcast(SPECIES, others[p + 4]);
        for (int j = 0; j < width; j += LANES) {
            FloatVector a = FloatVector.fromArray(SPECIES, one, j);
            FloatVector b = FloatVector.fromArray(SPECIES, other, j);
            FloatVector row0 = FloatVector.fromArray(SPECIES, right0, j);
            a = a.add(row0.mul(a0));
            b = b.add(row0.mul(b0));
            FloatVector row1 = FloatVector.fromArray(SPECIES, right1, j);
            a = a.add(row1.mul(a1));
            b = b.add(row1.mul(b1));
            FloatVector row2 = FloatVector.fromArray(SPECIES, right2, j);
            a = a.add(row2.mul(a2));
            b = b.add(row2.mul(b2));
            FloatVector row3 = FloatVector.fromArray(SPECIES, right3, j);
            a = a.add(row3.mul(a3));
            b = b.add(row3.mul(b3));
            FloatVector row4 = FloatVector.fromArray(SPECIES, right4, j);
            a = a.add(row4.mul(a4));
            b = b.add(row4.mul(b4));
            a.intoArray(one, j);
            b.intoArray(other, j);
        }
    }

    /** {@link #addFive} and then {@link #move} of both rows, in one pass: two took a fifth more time for ten terms. */
    private static void moveByFive(
            Rows rows, int p, float[][] right, float[] first, float[] second, float rate, int width) {
        float[] factors = rows.factors;
        float[] others = rows.others;
        float[] one = rows.one;
        float[] other = rows.other;
        float[] right0 = right[p];
        float[] right1 = right[p + 1];
        float[] right2 = right[p + 2];
        float[] right3 = right[p + 3];
        float[] right4 = right[p + 4];
        FloatVector a0 = FloatVector.broadcast(SPECIES, factors[p]);
        FloatVector a1 = FloatVector.broadcast(SPECIES, factors[p + 1]);
        FloatVector a2 = FloatVector.broadcast(SPECIES, factors[p + 2]);
        FloatVector a3 = FloatVector.broadcast(SPECIES, factors[p + 3]);
        FloatVector a4 = FloatVector.broadcast(SPECIES, factors[p + 4]);
        FloatVector b0 = FloatVector.broadcast(SPECIES, others[p]);
        FloatVector b1 = FloatVector.broadcast(SPECIES, others[p + 1]);
        FloatVector b2 = FloatVector.broadcast(SPECIES, others[p + 2]);
        FloatVector b3 = FloatVector.broadcast(SPECIES, others[p + 3]);
        FloatVector b4 = FloatVector.broadcast(SPECIES, others[p + 4]);
        for (int j = 0; j < width; j += LANES) {
            FloatVector a = FloatVector.fromArray(SPECIES, one, j);
            FloatVector b = FloatVector.fromArray(SPECIES, other, j);
            FloatVector row0 = FloatVector.fromArray(SPECIES, right0, j);
            a = a.add(row0.mul(a0));
            b = b.add(row0.mul(b0));
            FloatVector row1 = FloatVector.fromArray(SPECIES, right1, j);
            a = a.add(row1.mul(a1));
            b = b.add(row1.mul(b1));
            FloatVector row2 = FloatVector.fromArray(SPECIES, right2, j);
            a = a.add(row2.mul(a2));
            b = b.add(row2.mul(b2));
            FloatVector row3 = FloatVector.fromArray(SPECIES, right3, j);
            a = a.add(row3.mul(a3));
            b = b.add(row3.mul(b3));
            FloatVector row4 = FloatVector.fromArray(SPECIES, right4, j);
            a = a.add(row4.mul(a4));
            b = b.add(row4.mul(b4));
            FloatVector.fromArray(SPECIES, first, j).sub(a.mul(rate)).intoArray(first, j);
            FloatVector.fromArray(SPECIES, second, j).sub(b.mul(rate)).intoArray(second, j);
        }
    }

    private static void addOne(Rows rows, int p, float[] right, int width) {
        float[] one = rows.one;
        float[] other = rows.other;
        float factor = rows.factors[p];
        float another = rows.others[p];
        for (int j = 0; j < width; j += LANES) {
            FloatVector row = FloatVector.fromArray(SPECIES, right, j);
            FloatVector.fromArray(SPECIES, one, j).add(row.mul(factor)).intoArray(one, j);
            FloatVector.fromArray(SPECIES, other, j).add(row.mul(another)).intoArray(other, j);
        }
    }

    private static void move(float[] parameters, float[] gradient, float rate, int width) {
        for (int j = 0; j < width; j += LANES) {
            FloatVector.fromArray(SPECIES, parameters, j)
                    .sub(FloatVector.fromArray(SPECIES, gradient, j).mul(rate))
                    .intoArray(parameters, j);
        }
    }

    @Override
    public void addDots(float[][] left, float[][] right, float[][] sum, Dots extent) {
        check(left, extent.rows(), extent.depth());
        check(right, extent.columns(), extent.depth());
        float[] sums = lanes;
        for (int j = 0; j < extent.columns(); j += TERMS) {
            for (int i = 0; i < extent.rows(); ) {
                int rows = extent.rows() - i;
                int taken = rows >= 3 && rows != 4 ? 3 : 2;
                for (int lane = 0; lane < UNIT; lane += LANES) {
                    if (taken == 3) {
                        sumThreeByFive(left, right, sums, lane, i, j, extent);
                    } else {
                        sumTwoByFive(left, right, sums, lane, i, j, extent);
                    }
                }
                addSums(sums, sum, i, taken, j, extent);
                i += taken;
            }
        }
    }

    /** Sums the lanes of ten dot products from one on; beyond the last row a row is taken again. */
    private static void sumTwoByFive(
            float[][] left, float[][] right, float[] lanes, int lane, int i, int j, Dots extent) {
        int last = extent.columns() - 1;
        float[] left0 = left[i];
        float[] left1 = left[Math.min(i + 1, extent.rows() - 1)];
        float[] right0 = right[j];
        float[] right1 = right[Math.min(j + 1, last)];
        float[] right2 = right[Math.min(j + 2, last)];
        float[] right3 = right[Math.min(j + 3, last)];
        float[] right4 = right[Math.min(j + 4, last)];
        FloatVector a0 = FloatVector.zero(SPECIES);
        FloatVector a1 = FloatVector.zero(SPECIES);
        FloatVector a2 = FloatVector.zero(SPECIES);
        FloatVector a3 = FloatVector.zero(SPECIES);
        FloatVector a4 = FloatVector.zero(SPECIES);
        FloatVector b0 = FloatVector.zero(SPECIES);
        FloatVector b1 = FloatVector.zero(SPECIES);
        FloatVector b2 = FloatVector.zero(SPECIES);
        FloatVector b3 = FloatVector.zero(SPECIES);
        FloatVector b4 = FloatVector.zero(SPECIES);
        for (int p = lane; p < extent.depth(); p += UNIT) {
            FloatVector a = FloatVector.fromArray(SPECIES, left0, p);
            FloatVector b = FloatVector.fromArray(SPECIES, left1, p);
            FloatVector row0 = FloatVector.fromArray(SPECIES, right0, p);
            a0 = a0.add(a.mul(row0));
            b0 = b0.add(b.mul(row0));
            FloatVector row1 = FloatVector.fromArray(SPECIES, right1, p);
            a1 = a1.add(a.mul(row1));
            b1 = b1.add(b.mul(row1));
            FloatVector row2 = FloatVector.fromArray(SPECIES, right2, p);
            a2 = a2.add(a.mul(row2));
            b2 = b2.add(b.mul(row2));
            FloatVector row3 = FloatVector.fromArray(SPECIES, right3, p);
            a3 = a3.add(a.mul(row3));
            b3 = b3.add(b.mul(row3));
            FloatVector row4 = FloatVector.fromArray(SPECIES, right4, p);
            a4 = a4.add(a.mul(row4));
            b4 = b4.add(b.mul(row4));
        }
        a0.intoArray(lanes, lane);
        a1.intoArray(lanes, UNIT + lane);
        a2.intoArray(lanes, 2 * UNIT + lane);
        a3.intoArray(lanes, 3 * UNIT + lane);
        a4.intoArray(lanes, 4 * UNIT + lane);
        b0.intoArray(lanes, 5 * UNIT + lane);
        b1.intoArray(lanes, 6 * UNIT + lane);
        b2.intoArray(lanes, 7 * UNIT + lane);
        b3.intoArray(lanes, 8 * UNIT + lane);
        b4.intoArray(lanes, 9 * UNIT + lane);
    }

    /** {@link #sumTwoByFive} of three rows, which reads less for each product. */
    private static void sumThreeByFive(
            float[][] left, float[][] right, float[] lanes, int lane, int i, int j, Dots extent) {
        int last = extent.columns() - 1;
        float[] right1 = right[Math.min(j + 1, last)];
        float[] right2 = right[Math.min(j + 2, last)];
        float[] right3 = right[Math.min(j + 3, last)];
        float[] right4 = right[Math.min(j + 4, last)];
        FloatVector a0 = FloatVector.zero(SPECIES);
        FloatVector a1 = FloatVector.zero(SPECIES);
        FloatVector a2 = FloatVector.zero(SPECIES);
        FloatVector a3 = FloatVector.zero(SPECIES);
        FloatVector a4 = FloatVector.zero(SPECIES);
        FloatVector b0 = FloatVector.zero(SPECIES);
        FloatVector b1 = FloatVector.zero(SPECIES);
        FloatVector b2 = FloatVector.zero(SPECIES);
        FloatVector b3 = FloatVector.zero(SPECIES);
        FloatVector b4 = FloatVector.zero(SPECIES);
        FloatVector c0 = FloatVector.zero(SPECIES);
        FloatVector c1 = FloatVector.zero(SPECIES);
        FloatVector c2 = FloatVector.zero(SPECIES);
        FloatVector c3 = FloatVector.zero(SPECIES);
        FloatVector c4 = FloatVector.zero(SPECIES);
        for (int p = lane; p < extent.depth(); p += UNIT) {
            FloatVector a = FloatVector.fromArray(SPECIES, left[i], p);
            FloatVector b = FloatVector.fromArray(SPECIES, left[i + 1], p);
            FloatVector c = FloatVector.fromArray(SPECIES, left[i + 2], p);
            FloatVector row0 = FloatVector.fromArray(SPECIES, right[j], p);
            a0 = a0.add(a.mul(row0));
            b0 = b0.add(b.mul(row0));
            c0 = c0.add(c.mul(row0));
            FloatVector row1 = FloatVector.fromArray(SPECIES, right1, p);
            a1 = a1.add(a.mul(row1));
            b1 = b1.add(b.mul(row1));
            c1 = c1.add(c.mul(row1));
            FloatVector row2 = FloatVector.fromArray(SPECIES, right2, p);
            a2 = a2.add(a.mul(row2));
            b2 = b2.add(b.mul(row2));
            c2 = c2.add(c.mul(row2));
            FloatVector row3 = FloatVector.fromArray(SPECIES, right3, p);
            a3 = a3.add(a.mul(row3));
            b3 = b3.add(b.mul(row3));
            c3 = c3.add(c.mul(row3));
            FloatVector row4 = FloatVector.fromArray(SPECIES, right4, p);
            a4 = a4.add(a.mul(row4));
            b4 = b4.add(b.mul(row4));
            c4 = c4.add(c.mul(row4));
        }
        a0.intoArray(lanes, lane);
        a1.intoArray(lanes, UNIT + lane);
        a2.intoArray(lanes, 2 * UNIT + lane);
        a3.intoArray(lanes, 3 * UNIT + lane);
        a4.intoArray(lanes, 4 * UNIT + lane);
        b0.intoArray(lanes, 5 * UNIT + lane);
        b1.intoArray(lanes, 6 * UNIT + lane);
        b2.intoArray(lanes, 7 * UNIT + lane);
        b3.intoArray(lanes, 8 * UNIT + lane);
        b4.intoArray(lanes, 9 * UNIT + lane);
        c0.intoArray(lanes, 10 * UNIT + lane);
        c1.intoArray(lanes, 11 * UNIT + lane);
        c2.intoArray(lanes, 12 * UNIT + lane);
        c3.intoArray(lanes, 13 * UNIT + lane);
        c4.intoArray(lanes, 14 * UNIT + lane);
    }

    /** Adds the sums of so many rows by five, or as many as there are. */
    private static void addSums(float[] lanes, float[][] sum, int i, int most, int j, Dots extent) {
        int rows = Math.min(most, extent.rows() - i);
        int columns = Math.min(TERMS, extent.columns() - j);
        boolean areHalved = LANES >= EIGHT.length();
        if (areHalved) {
            halve(lanes, most * TERMS * UNIT);
        }
        for (int row = 0; row < rows; row++) {
            float[] sums = sum[i + row];
            for (int column = 0; column < columns; column++) {
                int at = (TERMS * row + column) * UNIT;
                sums[j + column] +=
                        areHalved ? (lanes[at] + lanes[at + 2]) + (lanes[at + 1] + lanes[at + 3]) : total(lanes, at);
            }
        }
    }

    /** Adds the upper halves of the lanes to the lower ones, and again, of all sums: four lanes of each are left. */
    private static void halve(float[] lanes, int end) {
        for (int at = 0; at < end; at += UNIT) {
            FloatVector.fromArray(EIGHT, lanes, at)
                    .add(FloatVector.fromArray(EIGHT, lanes, at + 8))
                    .intoArray(lanes, at);
        }
        for (int at = 0; at < end; at += UNIT) {
            FloatVector.fromArray(FOUR, lanes, at)
                    .add(FloatVector.fromArray(FOUR, lanes, at + 4))
                    .intoArray(lanes, at);
        }
    }

    /** The sum of so many lanes, the upper half added to the lower one until one is left. */
    private static float total(float[] lanes, int at) {
        float first = ((lanes[at] + lanes[at + 8]) + (lanes[at + 4] + lanes[at + 12]))
                + ((lanes[at + 2] + lanes[at + 10]) + (lanes[at + 6] + lanes[at + 14]));
        float second = ((lanes[at + 1] + lanes[at + 9]) + (lanes[at + 5] + lanes[at + 13]))
                + ((lanes[at + 3] + lanes[at + 11]) + (lanes[at + 7] + lanes[at + 15]));
        return first + second;
    }

    @Override
    public void mask(float[] rectified, float[] gradient) {
        if (rectified.length < gradient.length || gradient.length % UNIT != 0) {
            throw new IndexOutOfBoundsException("a gradient of " + gradient.length
                    + " numbers needs as many that were rectified and whole vectors, had " + rectified.length);
        }
        for (int i = 0; i < gradient.length; i += LANES) {
            FloatVector row = FloatVector.fromArray(SPECIES, gradient, i);
            VectorMask<Float> isAbove =
                    FloatVector.fromArray(SPECIES, rectified, i).compare(VectorOperators.GT, 0);
            FloatVector.zero(SPECIES).blend(row, isAbove).intoArray(gradient, i);
        }
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
