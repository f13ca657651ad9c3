package io.psephos.compression.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorContract;
import io.psephos.protocol.Row;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TernarySignTest extends CompressorContract {

    @Override
    protected Compressor compressor(int count, LongSupplier seeds) {
        return new TernarySign(0.5);
    }

    @Override
    protected Codec codec() {
        return new TernaryCodec();
    }

    @Row("codec.scheme ternary")
    @Test
    void onlyWhatExceedsTheThresholdVotes() {
        float[] update = {0.5f, Math.nextUp(0.5f), -0.5f, Math.nextDown(-0.5f), 0, 9, -9};
        assertThat(new TernarySign(0.5).compress(update).toDense()).containsExactly(0, 1, 0, -1, 0, 1, -1);
    }

    @Test
    void withoutAThresholdOnlyZeroAbstains() {
        float[] update = {0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE};
        assertThat(new TernarySign(0).compress(update).toDense()).containsExactly(0, 0, 1, -1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesAThresholdThatIsNone(double threshold) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TernarySign(threshold))
                .withMessageContaining("was " + threshold);
    }
}
