package io.psephos.learning.data;

import java.util.Arrays;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Labelled rows of float features; those of a data set, or a view of some of them by position. Immutable as long as the
 * arrays that were passed in are not modified.
 */
public final class Examples {
    private final FeatureRows rows;
    private final int[] labels;
    private final int[] positions;
    private final int first;
    private final int count;
    private final boolean isWhole;
    private final int classCount;

    /**
     * @param rows one an example, all of the same length; not copied
     * @param labels each from 0 below {@code classCount}
     * @throws IllegalArgumentException when counts, lengths or labels do not fit
     */
    public Examples(float[][] rows, int[] labels, int classCount) {
        this(FeatureRows.of(rows), labels.clone(), all(rows.length), 0, rows.length, true, classCount);
        check(rows.length);
    }

    private Examples(
            FeatureRows rows, int[] labels, int[] positions, int first, int count, boolean isWhole, int classCount) {
        this.rows = rows;
        this.labels = labels;
        this.positions = positions;
        this.first = first;
        this.count = count;
        this.isWhole = isWhole;
        this.classCount = classCount;
    }

    /**
     * Examples of unsigned bytes, which become floats as they are read: a quarter of the memory.
     *
     * @param values one row after the other
     * @param white the byte that becomes 1
     * @throws IllegalArgumentException when counts or labels do not fit
     */
    public static Examples ofBytes(byte[] values, float white, int[] labels, int classCount) {
        if (labels.length == 0 || values.length % labels.length != 0) {
            throw new IllegalArgumentException(values.length + " bytes are no rows for " + labels.length + " labels");
        }
        Examples examples = new Examples(
                FeatureRows.of(values, values.length / labels.length, white),
                labels.clone(),
                all(labels.length),
                0,
                labels.length,
                true,
                classCount);
        examples.check(labels.length);
        return examples;
    }

    private static int[] all(int count) {
        int[] positions = new int[count];
        for (int i = 0; i < count; i++) {
            positions[i] = i;
        }
        return positions;
    }

    public int count() {
        return count;
    }

    /** Number of features; 0 without examples. */
    public int featureCount() {
        return rows.length();
    }

    public int classCount() {
        return classCount;
    }

    /** The row, not to be written to. */
    public float[] features(int index) {
        return rows.row(positions[first + index]);
    }

    /** Copies an example's features to the beginning of a row. */
    public void read(int index, float[] row) {
        rows.read(positions[first + index], row);
    }

    /**
     * Asks for the memory of examples, all of it at once: examples that lie scattered over a large set are waited for
     * together, where {@link #read} of one after the other would wait for each.
     *
     * @param from the first of the indices that are meant
     * @param to behind the last
     * @return a number without meaning, to be kept somewhere, or a compiler may leave out what it is made of
     */
    public int fetch(int[] indices, int from, int to) {
        int fetched = 0;
        for (int i = from; i < to; i++) {
            int position = positions[first + indices[i]];
            fetched += rows.fetch(position) + labels[position];
        }
        return fetched;
    }

    public int label(int index) {
        return labels[positions[first + index]];
    }

    /**
     * The chosen examples in this order, of the same memory.
     *
     * @param indices not copied where all examples of a data set are chosen from
     */
    public Examples select(int[] indices) {
        int[] selected = indices;
        if (!isWhole) {
            selected = new int[indices.length];
            for (int i = 0; i < indices.length; i++) {
                selected[i] = positions[first + indices[i]];
            }
        }
        return new Examples(rows, labels, selected, 0, selected.length, false, classCount);
    }

    /** So many of these examples in this order, of the same memory and without an array of their own. */
    public Examples range(int from, int length) {
        Objects.checkFromIndexSize(from, length, count);
        return new Examples(rows, labels, positions, first + from, length, false, classCount);
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
        for (int i = 0; i < count; i++) {
            counts[label(i)]++;
        }
        return counts;
    }

    @Override
    public String toString() {
        return count() + " examples of " + featureCount() + " features, by class " + Arrays.toString(classCounts());
    }

    private void check(int examples) {
        if (examples != labels.length) {
            throw new IllegalArgumentException(examples + " examples need as many labels, had " + labels.length);
        }
        for (int i = 0; i < examples; i++) {
            if (labels[i] < 0 || labels[i] >= classCount) {
                throw new IllegalArgumentException(
                        "label of example " + i + " must be 0 to " + (classCount - 1) + ", was " + labels[i]);
            }
        }
    }
}
