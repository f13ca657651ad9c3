package io.psephos.compression.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorContract;
import io.psephos.compression.OutOfRangeException;
import io.psephos.protocol.Row;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

final class Float16Test extends CompressorContract {

    @Override
    protected Compressor compressor(int count, LongSupplier seeds) {
        return new Float16();
    }

    @Override
    protected Codec codec() {
        return new Float16Codec();
    }

    /** Magnitudes beyond the largest half are refused. */
    @Override
    @Test
    protected void zerosSubnormalsAndExtremesAreFine() {
        float[] update = {0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, 65_519.99f, -65_519.99f};
        assertThat(new Float16().compress(update).toDense()).containsExactly(0f, -0f, 0f, -0f, 65_504, -65_504);
        assertThatExceptionOfType(OutOfRangeException.class)
                .isThrownBy(() -> new Float16().compress(new float[] {0, 0, Float.MAX_VALUE}))
                .satisfies(refusal -> assertThat(refusal.index()).isEqualTo(2));
    }

    @Row("codec.scheme float16")
    @Test
    void elevenBitsAreKept() {
        float[] update = gaussian(1000, 1);
        float[] rounded = new Float16().compress(update).toDense();
        for (int i = 0; i < update.length; i++) {
            assertThat(rounded[i]).isCloseTo(update[i], within(Math.abs(update[i]) * 0x1p-11f + 0x1p-25f));
        }
    }
}
