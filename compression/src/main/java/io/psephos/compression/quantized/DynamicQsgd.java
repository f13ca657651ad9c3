package io.psephos.compression.quantized;

import io.psephos.compression.Compressor;
import io.psephos.compression.Finite;
import io.psephos.compression.Norm;
import io.psephos.compression.Payload;
import java.util.function.LongSupplier;

/**
 * DQ-SGD at a client: {@link Qsgd} of the whole vector under the Euclidean norm, with as many levels as
 * {@link DynamicBits} gives the update's own norm (Yan et al., 2021). Where the server chose the bits, it is
 * {@link Qsgd} with {@link DynamicBits#levels}.
 */
public final class DynamicQsgd implements Compressor {
    private final DynamicBits bits;
    private final long step;
    private final LongSupplier seeds;

    /**
     * @param step t, from 0: the round
     * @param seeds one is drawn for each update's random rounding
     */
    public DynamicQsgd(DynamicBits bits, long step, LongSupplier seeds) {
        if (step < 0) {
            throw new IllegalArgumentException("step must be >= 0, was " + step);
        }
        this.bits = bits;
        this.step = step;
        this.seeds = seeds;
    }

    @Override
    public Payload compress(float[] update) {
        Finite.check(update);
        int levels = DynamicBits.levels(bits.bits(step, Norm.L2.of(update, 0, update.length)));
        return new Qsgd(levels, update.length, Norm.L2, seeds).compress(update);
    }
}
