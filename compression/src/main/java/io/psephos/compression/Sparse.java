package io.psephos.compression;

/** A payload of the indices and values of the few coordinates that are not zero. */
public final class Sparse implements Payload {
    private final int count;
    private final int[] indices;
    private final float[] values;

    /**
     * @param indices ascending, from 0 to count − 1; not copied
     * @param values one an index, finite; not copied
     */
    public Sparse(int count, int[] indices, float[] values) {
        if (indices.length != values.length) {
            throw new IllegalArgumentException(
                    "one value an index, had " + indices.length + " indices and " + values.length + " values");
        }
        int previous = -1;
        for (int index : indices) {
            if (index <= previous || index >= count) {
                throw new IllegalArgumentException(
                        "index must be " + (previous + 1) + " to " + (count - 1) + ", was " + index);
            }
            previous = index;
        }
        this.count = count;
        this.indices = indices;
        this.values = values;
    }

    @Override
    public int count() {
        return count;
    }

    /** Ascending indices of the coordinates that are kept: read only. */
    public int[] indices() {
        return indices;
    }

    /** The values of the kept coordinates: read only. */
    public float[] values() {
        return values;
    }

    @Override
    public void addTo(float[] accumulator, float weight) {
        for (int k = 0; k < indices.length; k++) {
            accumulator[indices[k]] += weight * values[k];
        }
    }
}
