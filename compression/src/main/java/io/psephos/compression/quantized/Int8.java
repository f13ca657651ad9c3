package io.psephos.compression.quantized;

import io.psephos.compression.Buckets;
import io.psephos.compression.Compressor;
import io.psephos.compression.Finite;
import io.psephos.compression.Norm;
import io.psephos.compression.Payload;
import io.psephos.compression.ScaledBytes;

/**
 * Linear quantization to eight bits: u / scale to the nearest whole number, of two to the even one, where the scale of
 * each bucket is max|u| / 127. Biased, so it belongs under error feedback.
 */
public final class Int8 implements Compressor {
    private final int bucket;

    /** @param bucket coordinates of a bucket, at least 1 */
    public Int8(int bucket) {
        this.bucket = Buckets.checkSize(bucket);
    }

    @Override
    public Payload compress(float[] update) {
        Finite.check(update);
        byte[] bytes = new byte[update.length];
        float[] scales = new float[Buckets.number(update.length, bucket)];
        Buckets buckets = new Buckets(update.length, bucket, scales);
        for (int k = 0; k < scales.length; k++) {
            scales[k] = scale(Norm.MAX.ofFloat(update, buckets.from(k), buckets.to(k)));
            if (scales[k] != 0) {
                round(update, buckets.from(k), buckets.to(k), scales[k], bytes);
            }
        }
        return new ScaledBytes(buckets, bytes);
    }

    /** The scale max / 127, one float lower where 127 times it would overflow, one higher where it falls short. */
    private static float scale(float max) {
        float scale = max / ScaledBytes.MOST;
        if (!ScaledBytes.reaches(scale)) {
            return Math.nextDown(scale);
        }
        return scale < Float.MIN_NORMAL && scale * ScaledBytes.MOST < max ? Math.nextUp(scale) : scale;
    }

    /** Rounds to the nearest whole number by a sum whose last bit counts ones. */
    private static void round(float[] update, int from, int to, float scale, byte[] bytes) {
        for (int i = from; i < to; i++) {
            int nearest = (int) (update[i] / scale + 0x1.8p23f - 0x1.8p23f);
            bytes[i] = (byte) Math.max(-ScaledBytes.MOST, Math.min(ScaledBytes.MOST, nearest));
        }
    }
}
