package io.psephos.compression.sign;

import io.psephos.compression.Compressor;
import io.psephos.compression.Finite;
import io.psephos.compression.Payload;
import io.psephos.compression.Signs;
import java.util.function.LongSupplier;

/** signSGD: every coordinate votes its sign, zero by a fair coin (Bernstein et al., 2018). */
public final class Sign implements Compressor {
    private final LongSupplier seeds;

    /** @param seeds one is drawn for each update's votes on zeros */
    public Sign(LongSupplier seeds) {
        this.seeds = seeds;
    }

    @Override
    public Payload compress(float[] update) {
        Finite.check(update);
        SignDraw draw = new SignDraw(seeds.getAsLong());
        return new Signs(update.length, draw.cast(update, new int[] {update.length}, new float[] {0}));
    }
}
