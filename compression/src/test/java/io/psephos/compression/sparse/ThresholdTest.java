package io.psephos.compression.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorContract;
import io.psephos.compression.Layouts;
import io.psephos.compression.Sparse;
import io.psephos.protocol.Row;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ThresholdTest extends CompressorContract {

    @Override
    protected Compressor compressor(int count, LongSupplier seeds) {
        return new Threshold(0.5);
    }

    @Override
    protected Codec codec() {
        return new SparseCodec();
    }

    @Row("codec.scheme threshold")
    @Test
    void whatIsAboveIsKept() {
        float[] update = {0.5f, -0.5f, Math.nextUp(0.5f), -Math.nextUp(0.5f), 0, 9};
        assertThat(kept(0.5, update)).containsExactly(2, 3, 5);
    }

    /** 0.1f is above 0.1, and the float below it is not. */
    @Test
    void aThresholdBetweenTwoFloatsIsCompared() {
        float[] update = {0.1f, Math.nextDown(0.1f), -0.1f};
        assertThat(kept(0.1, update)).containsExactly(0, 2);
        assertThat(kept(0.1f, update)).isEmpty();
    }

    @Test
    void theEnds() {
        float[] update = {0, -0f, Float.MIN_VALUE, -Float.MAX_VALUE};
        assertThat(kept(0, update)).containsExactly(2, 3);
        assertThat(kept(-0.0, update)).containsExactly(2, 3);
        assertThat(kept(Double.MIN_VALUE, update)).containsExactly(2, 3);
        assertThat(kept(Math.nextDown(Float.MAX_VALUE), update)).containsExactly(3);
        assertThat(kept(Float.MAX_VALUE, update)).isEmpty();
        assertThat(kept(1e300, update)).isEmpty();
    }

    @Test
    void smallTensorsAreSentWhole() {
        float[] update = {1, 5, 1, 5, 0, 1};
        Sparse sparse = (Sparse) new Threshold(2, Layouts.of(3, 2, 1), 3).compress(update);
        assertThat(sparse.indices()).containsExactly(1, 3, 5);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void otherThresholdsAreRefused(double threshold) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Threshold(threshold))
                .withMessageContaining("was " + threshold);
    }

    private static int[] kept(double threshold, float[] update) {
        return ((Sparse) new Threshold(threshold).compress(update)).indices();
    }
}
