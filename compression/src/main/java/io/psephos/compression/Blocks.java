package io.psephos.compression;

import io.psephos.protocol.ParameterLayout;
import java.util.Arrays;

/** A vector cut into blocks, one after the other, each with a scale of its own. */
public final class Blocks {
    private final int[] lengths;
    private final float[] scales;
    private final int count;

    /**
     * @param lengths coordinates of each block; not copied
     * @param scales one a block; not copied
     * @throws IllegalArgumentException for a length below 1, or a scale that is negative or not finite
     */
    public Blocks(int[] lengths, float[] scales) {
        if (lengths.length == 0 || lengths.length != scales.length) {
            throw new IllegalArgumentException(
                    "blocks need one scale each, had " + lengths.length + " blocks and " + scales.length + " scales");
        }
        int sum = 0;
        for (int k = 0; k < lengths.length; k++) {
            if (lengths[k] < 1) {
                throw new IllegalArgumentException("block " + k + " must have a coordinate, had " + lengths[k]);
            }
            if (!(scales[k] >= 0) || Float.isInfinite(scales[k])) {
                throw new IllegalArgumentException("scale " + k + " must be finite and >= 0, was " + scales[k]);
            }
            sum = Math.addExact(sum, lengths[k]);
        }
        this.lengths = lengths;
        this.scales = scales;
        this.count = sum;
    }

    /** One block for each tensor, all of the same scale. */
    public static Blocks of(ParameterLayout layout, float scale) {
        int[] lengths = lengths(layout);
        float[] scales = new float[lengths.length];
        Arrays.fill(scales, scale);
        return new Blocks(lengths, scales);
    }

    /** Number of coordinates of each tensor, in layout order. */
    public static int[] lengths(ParameterLayout layout) {
        return layout.tensors().stream()
                .mapToInt(tensor -> Math.toIntExact(tensor.size()))
                .toArray();
    }

    /** Number of coordinates d. */
    public int count() {
        return count;
    }

    /** Number of coordinates of each block: read only. */
    public int[] lengths() {
        return lengths;
    }

    /** One scale for each block: read only. */
    public float[] scales() {
        return scales;
    }
}
