package io.psephos.learning.data;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Labelled rows of float features. Immutable as long as the rows that were passed in are not modified. */
public final class Examples {
    private final float[][] rows;
    private final int[] labels;
    private final int featureCount;
    private final int classCount;

    /**
     * @param rows one an example, all of the same length; not copied
     * @param labels each from 0 below {@code classCount}
     * @throws IllegalArgumentException when counts, lengths or labels do not fit
     */
    public Examples(float[][] rows, int[] labels, int classCount) {
        this(rows, labels.clone(), rows.length == 0 ? 0 : rows[0].length, classCount);
        if (rows.length != labels.length) {
            throw new IllegalArgumentException(rows.length + " examples need as many labels, had " + labels.length);
        }
        for (int i = 0; i < rows.length; i++) {
            check(i);
        }
    }

    private Examples(float[][] rows, int[] labels, int featureCount, int classCount) {
        this.rows = rows;
        this.labels = labels;
        this.featureCount = featureCount;
        this.classCount = classCount;
    }

    public int count() {
        return rows.length;
    }

    /** Number of features; 0 without examples. */
    public int featureCount() {
        return featureCount;
    }

    public int classCount() {
        return classCount;
    }

    /** The row itself, not to be written to. */
    public float[] features(int index) {
        return rows[index];
    }

    public int label(int index) {
        return labels[index];
    }

    /** The chosen examples in this order; shares the rows. */
    public Examples select(int[] indices) {
        float[][] selected = new float[indices.length][];
        int[] selectedLabels = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            selected[i] = rows[indices[i]];
            selectedLabels[i] = labels[indices[i]];
        }
        return new Examples(selected, selectedLabels, featureCount, classCount);
    }

    /** Random examples, {@code most} of them; these themselves, without a draw, where there are no more. */
    public Examples atMost(long most, RandomGenerator random) {
        return count() <= most ? this : select(draw((int) most, random));
    }

    /**
     * The indices of distinct random examples.
     *
     * @param chosen how many, at most as many as there are
     */
    public int[] draw(int chosen, RandomGenerator random) {
        int[] order = new int[count()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        for (int i = 0; i < chosen; i++) {
            int other = random.nextInt(i, order.length);
            int index = order[other];
            order[other] = order[i];
            order[i] = index;
        }
        return Arrays.copyOf(order, chosen);
    }

    /** Number of examples of each class. */
    public int[] classCounts() {
        int[] counts = new int[classCount];
        for (int label : labels) {
            counts[label]++;
        }
        return counts;
    }

    @Override
    public String toString() {
        return count() + " examples of " + featureCount + " features, by class " + Arrays.toString(classCounts());
    }

    private void check(int index) {
        if (rows[index].length != featureCount) {
            throw new IllegalArgumentException(
                    "example " + index + " must have " + featureCount + " features, had " + rows[index].length);
        }
        if (labels[index] < 0 || labels[index] >= classCount) {
            throw new IllegalArgumentException(
                    "label " + index + " must be 0 to " + (classCount - 1) + ", was " + labels[index]);
        }
    }
}
