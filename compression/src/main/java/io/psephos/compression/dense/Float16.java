package io.psephos.compression.dense;

import io.psephos.compression.Compressor;
import io.psephos.compression.Dense;
import io.psephos.compression.Finite;
import io.psephos.compression.OutOfRangeException;
import io.psephos.compression.Payload;

/** A compressor to half precision: every coordinate is rounded to the nearest half, of two to the even one. */
public final class Float16 implements Compressor {

    /** A compressor that limits magnitudes to the largest half; for error feedback, which sends the rest later. */
    public static Compressor saturating() {
        return new Saturating(new Float16(), Half.MAX);
    }

    /** @throws OutOfRangeException for a coordinate that no finite half is next to */
    @Override
    public Payload compress(float[] update) {
        Finite.check(update);
        float[] rounded = new float[update.length];
        for (int i = 0; i < rounded.length; i++) {
            if (Half.overflows(update[i])) {
                throw new OutOfRangeException(i, update[i], Half.MAX);
            }
            rounded[i] = Half.toFloat(Half.of(update[i]));
        }
        return new Dense(rounded);
    }
}
