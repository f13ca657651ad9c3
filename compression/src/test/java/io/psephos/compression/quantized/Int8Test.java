package io.psephos.compression.quantized;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorContract;
import io.psephos.compression.CompressorWithMemory.Compressed;
import io.psephos.compression.ErrorFeedback;
import io.psephos.compression.ScaledBytes;
import io.psephos.protocol.Row;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Int8Test extends CompressorContract {

    @Override
    protected Compressor compressor(int count, LongSupplier seeds) {
        return new Int8(100);
    }

    @Override
    protected Codec codec() {
        return new Int8Codec();
    }

    @Row("codec.scheme int8")
    @Test
    void theMiddleGoesToTheEvenNumber() {
        float[] update = {127, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -2.5f, 126.5f, 0.50001f, -126.4f};
        assertThat(new Int8(10).compress(update).toDense()).containsExactly(127, 0, 2, 2, 0, -2, -2, 126, 1, -126);
    }

    @Test
    void eachBucketHasItsOwnScale() {
        ScaledBytes bytes = (ScaledBytes) new Int8(2).compress(new float[] {254, -2, 0, 0, 0.5f});
        assertThat(bytes.buckets().scales()).containsExactly(2, 0, 0.5f / 127);
        assertThat(bytes.bytes()).containsExactly(127, -1, 0, 0, 127);
    }

    @ParameterizedTest
    @ValueSource(floats = {1e-45f, 1e-43f, 2.7e-43f, 1e-41f, 1e-38f, 1e-20f, 1, 1e30f, 3.4028235e38f})
    void nothingIsFurtherOffThanHalfAScale(float size) {
        float[] update = gaussian(1000, 8);
        for (int i = 0; i < update.length; i++) {
            update[i] = Math.max(-1, Math.min(1, update[i] / 3)) * size;
        }
        ScaledBytes bytes = (ScaledBytes) new Int8(64).compress(update);
        float[] rounded = bytes.toDense();
        for (int i = 0; i < update.length; i++) {
            double scale = bytes.buckets().scales()[i / 64];
            assertThat(Math.abs((double) rounded[i] - update[i])).isLessThanOrEqualTo(scale * 0.50002);
        }
    }

    @Test
    void whatIsSentAndWhatIsKeptIsTheUpdateToAnUlp() {
        float[] residual = null;
        for (int round = 0; round < 20; round++) {
            float[] update = gaussian(333, round);
            Compressed step = ErrorFeedback.around(new Int8(50)).compress(update, residual);
            float[] sent = step.payload().toDense();
            for (int i = 0; i < update.length; i++) {
                float whole = residual == null ? update[i] : update[i] + residual[i];
                assertThat(sent[i] + step.memory()[i]).isCloseTo(whole, within(Math.ulp(whole)));
            }
            residual = step.memory();
        }
    }

    @Test
    void refusesABucketOfNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Int8(0)).withMessageContaining("had 0");
    }
}
