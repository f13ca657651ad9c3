package io.psephos.compression.quantized;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorContract;
import io.psephos.compression.Norm;
import io.psephos.compression.Quantized;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

final class DynamicQsgdTest extends CompressorContract {

    @Override
    protected Compressor compressor(int count, LongSupplier seeds) {
        return new DynamicQsgd(new DynamicBits(20, 0.9, 10), 3, seeds);
    }

    @Override
    protected Codec codec() {
        return new QsgdCodec();
    }

    @Test
    void levelsFollowTheUpdatesNorm() {
        DynamicBits bits = new DynamicBits(20, 0.9, 10);
        for (float size : new float[] {0, 0.001f, 0.1f, 1, 30, 1e6f}) {
            float[] update = {0, 0.6f * size, 0, -0.8f * size};
            Quantized quantized = (Quantized) new DynamicQsgd(bits, 4, () -> 1).compress(update);
            assertThat(quantized.levels().max()).isEqualTo(DynamicBits.levels(bits.bits(4, size)));
            assertThat(quantized.norms().size()).isEqualTo(4);
            assertThat(quantized.kind()).isEqualTo(Norm.L2);
        }
    }
}
