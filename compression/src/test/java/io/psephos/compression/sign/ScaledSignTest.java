package io.psephos.compression.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorContract;
import io.psephos.compression.Layouts;
import io.psephos.compression.ScaledSigns;
import io.psephos.protocol.Row;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScaledSignTest extends CompressorContract {

    @Override
    protected Compressor compressor(int count, LongSupplier seeds) {
        return new ScaledSign(Layouts.of(count));
    }

    @Override
    protected Codec codec() {
        return new ScaledSignCodec();
    }

    @Row("codec.scheme scaled-sign")
    @Test
    void theScaleIsTheMeanMagnitudeOfATensor() {
        float[] update = {1, -2, 3, 0.5f, -0.5f, 8};
        ScaledSigns payload = (ScaledSigns) new ScaledSign(Layouts.of(3, 2, 1)).compress(update);
        assertThat(payload.blocks().scales()).containsExactly(2, 0.5f, 8);
        assertThat(payload.toDense()).containsExactly(2, -2, 2, 0.5f, -0.5f, 8);
    }

    @Test
    void zeroVotesForAndATensorOfZerosHasNoScale() {
        ScaledSigns payload =
                (ScaledSigns) new ScaledSign(Layouts.of(3, 2)).compress(new float[] {0f, -0f, -3, 0f, -0f});
        assertThat(payload.votes().toDense()).containsExactly(1, 1, -1, 1, 1);
        assertThat(payload.blocks().scales()).containsExactly(1, 0);
    }

    @Test
    void theLargestMagnitudesHaveAScale() {
        float[] update = {Float.MAX_VALUE, -Float.MAX_VALUE, Float.MAX_VALUE};
        assertThat(new ScaledSign(Layouts.of(3)).compress(update).toDense()).containsExactly(update);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void refusesAnotherNumberOfCoordinates(int count) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ScaledSign(Layouts.of(2, 3)).compress(new float[count]))
                .withMessageContaining("had " + count);
    }
}
