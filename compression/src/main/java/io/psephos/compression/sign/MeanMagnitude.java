package io.psephos.compression.sign;

import io.psephos.compression.Blocks;

/** The scale of scaled signs: ‖x‖₁/n, summed in double. */
final class MeanMagnitude {
    private MeanMagnitude() {}

    /** Blocks of these lengths, each scaled by the mean of its magnitudes. */
    static Blocks blocks(int[] lengths, float[] update) {
        float[] scales = new float[lengths.length];
        int from = 0;
        for (int k = 0; k < lengths.length; k++) {
            if (lengths[k] > update.length - from) {
                throw wrongLength(lengths, update);
            }
            scales[k] = (float) Math.min(Float.MAX_VALUE, sum(update, from, from + lengths[k]) / lengths[k]);
            from += lengths[k];
        }
        if (from != update.length) {
            throw wrongLength(lengths, update);
        }
        return new Blocks(lengths, scales);
    }

    private static double sum(float[] update, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += Math.abs(update[i]);
        }
        return sum;
    }

    private static IllegalArgumentException wrongLength(int[] lengths, float[] update) {
        long expected = 0;
        for (int length : lengths) {
            expected += length;
        }
        return new IllegalArgumentException("update must have " + expected + " coordinates, had " + update.length);
    }
}
