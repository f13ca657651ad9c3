package io.psephos.compression.quantized;

import io.psephos.compression.Buckets;
import io.psephos.compression.Compressor;
import io.psephos.compression.Finite;
import io.psephos.compression.Levels;
import io.psephos.compression.Norm;
import io.psephos.compression.Payload;
import io.psephos.compression.Quantized;
import java.util.function.LongSupplier;

/**
 * QSGD: ‖v‖ · sign(v) · ξ, where ξ is one of the two multiples of 1/s next to |v|/‖v‖, drawn so that its mean is |v|/‖v‖
 * (Alistarh, Grubic, Li, Tomioka and Vojnovic, 2017). Each bucket of consecutive coordinates has its own norm; one
 * without a coordinate above zero has norm 0. Unbiased but for what float32 and coins of 31 bits cannot say, with
 * variance at most min(n/s², √n/s)·‖v‖² a bucket of n coordinates under the Euclidean norm.
 */
public final class Qsgd implements Compressor {
    private final int levels;
    private final int bucket;
    private final Norm norm;
    private final LongSupplier seeds;

    /**
     * @param levels s, 1 to 65535
     * @param bucket coordinates of a bucket, at least 1
     * @param seeds one is drawn for each update's random rounding
     */
    public Qsgd(int levels, int bucket, Norm norm, LongSupplier seeds) {
        this.levels = Levels.checkMax(levels);
        this.bucket = Buckets.checkSize(bucket);
        this.norm = norm;
        this.seeds = seeds;
    }

    @Override
    public Payload compress(float[] update) {
        Finite.check(update);
        RandomWords words = new RandomWords(seeds.getAsLong());
        Levels drawn = new Levels(update.length, levels);
        float[] norms = new float[Buckets.number(update.length, bucket)];
        Buckets buckets = new Buckets(update.length, bucket, norms);
        int[] row = RandomWords.row(update.length);
        int[] random = RandomWords.row(update.length);
        for (int k = 0; k < norms.length; k++) {
            norms[k] = norm(update, buckets.from(k), buckets.to(k));
            for (int from = buckets.from(k), left = buckets.to(k) - from; left > 0; from += RandomWords.ROW) {
                int count = Math.min(left, RandomWords.ROW);
                words.draw(from, count, random);
                round(update, from, count, norms[k], levels, random, row);
                drawn.set(from, row, count);
                left -= count;
            }
        }
        return new Quantized(buckets, norm, drawn);
    }

    /** The norm, or the float below where its highest level would overflow. */
    private float norm(float[] update, int from, int to) {
        float value = norm.ofFloat(update, from, to);
        return Quantized.reaches(value, levels) ? value : Math.nextDown(value);
    }

    /**
     * Levels of a row of coordinates: x = v·s/norm towards zero, and one more where the random word, as a fraction of
     * its range, is below what was cut off.
     */
    static void round(float[] update, int from, int count, float norm, int levels, int[] words, int[] row) {
        for (int i = 0; i < count; i++) {
            float x = update[from + i] / norm * levels;
            int level = (int) x;
            int rest = (int) ((x - level) * 0x1p31f);
            int sign = rest >> 31;
            int up = (words[i] >>> 1) - ((rest ^ sign) - sign) >>> 31;
            row[i] = Math.max(-levels, Math.min(levels, level + ((up ^ sign) - sign)));
        }
    }
}
