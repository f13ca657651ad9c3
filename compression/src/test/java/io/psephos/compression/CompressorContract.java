package io.psephos.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every compressor promises; an implementation is one subclass. */
public abstract class CompressorContract {

    /** A compressor of d coordinates. */
    protected abstract Compressor compressor(int count, LongSupplier seeds);

    /** The codec of the frame that its payloads travel in. */
    protected abstract Codec codec();

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 31, 63, 64, 65, 1023, 1024, 1025, 5000})
    void payloadsTravelWithoutLoss(int count) {
        Payload payload = compressor(count, () -> 1).compress(gaussian(count, 1));
        Payload decoded = codec().decode(codec().encode(payload), count);
        assertThat(payload.count()).isEqualTo(count);
        assertThat(decoded).hasSameClassAs(payload);
        assertThat(decoded.toDense()).containsExactly(payload.toDense());
    }

    @Test
    void theSameSeedsGiveTheSamePayload() {
        float[] update = gaussian(3000, 2);
        Random first = new Random(9);
        Random second = new Random(9);
        Compressor one = compressor(3000, first::nextLong);
        Compressor other = compressor(3000, second::nextLong);
        for (int repetition = 0; repetition < 3; repetition++) {
            assertThat(one.compress(update).toDense())
                    .containsExactly(other.compress(update).toDense());
        }
    }

    @Test
    void theUpdateIsLeftAsItWas() {
        float[] update = gaussian(3000, 3);
        float[] before = update.clone();
        compressor(3000, () -> 1).compress(update);
        assertThat(update).containsExactly(before);
    }

    @Test
    void laterWritesToTheUpdateDoNotReachThePayload() {
        float[] update = gaussian(100, 3);
        Payload payload = compressor(100, () -> 1).compress(update);
        float[] before = payload.toDense();
        Arrays.fill(update, 0);
        assertThat(payload.toDense()).containsExactly(before);
    }

    @Test
    void aFinalUpdateIsLeftAsItWasAndComesToTheSame() {
        float[] update = gaussian(3000, 3);
        float[] before = update.clone();

        Payload payload = compressor(3000, () -> 1).compressFinal(update);

        assertThat(update).containsExactly(before);
        assertThat(payload.toDense())
                .containsExactly(compressor(3000, () -> 1).compress(before).toDense());
    }

    @Test
    protected void zerosSubnormalsAndExtremesAreFine() {
        float[] update = {0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE, 0f};
        float[] values = compressor(update.length, () -> 1).compress(update).toDense();
        assertThat(values).hasSize(update.length);
        for (float value : values) {
            assertThat(Float.isFinite(value)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void whatIsNotFiniteIsRefusedBeforeAnyStateChanges(float value) {
        int[] drawn = {0};
        Compressor compressor = compressor(2500, () -> drawn[0]++);
        for (int index : new int[] {0, 1, 63, 1023, 1024, 2499}) {
            float[] update = gaussian(2500, 4);
            update[index] = value;
            assertThatExceptionOfType(NotFiniteException.class)
                    .isThrownBy(() -> compressor.compress(update))
                    .withMessageContaining(Float.toString(value))
                    .satisfies(refusal -> assertThat(refusal.index()).isEqualTo(index));
        }
        assertThat(drawn[0]).isZero();
    }

    protected static float[] gaussian(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
