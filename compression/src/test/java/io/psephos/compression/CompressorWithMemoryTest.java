package io.psephos.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.compression.CompressorWithMemory.Compressed;
import io.psephos.compression.quantized.BlockQuantization;
import io.psephos.compression.quantized.Diana;
import io.psephos.compression.sign.ScaledSign;
import io.psephos.compression.sign.Sign;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every compressor with a memory of earlier updates promises. */
final class CompressorWithMemoryTest {

    static Stream<Arguments> compressors() {
        return Stream.of(
                Arguments.argumentSet(
                        "error feedback", of(seeds -> ErrorFeedback.around(new ScaledSign(Layouts.of(3))))),
                Arguments.argumentSet("momentum", of(seeds -> new Momentum(new Sign(seeds), 0.9f))),
                Arguments.argumentSet("diana", of(seeds -> new Diana(new BlockQuantization(2, Norm.L2, seeds), 0.25))));
    }

    @ParameterizedTest
    @MethodSource("compressors")
    void whatIsNotFiniteIsRefusedAndChangesNothing(Function<LongSupplier, CompressorWithMemory> made) {
        int[] drawn = {0};
        CompressorWithMemory compressor = made.apply(() -> drawn[0]++);
        float[] memory = {1, -Float.MAX_VALUE, 3};
        for (float value : new float[] {Float.NaN, 1 / 0f, -1 / 0f}) {
            float[] update = {0, 0, value};
            for (float[] remembered : new float[][] {null, memory}) {
                assertThatExceptionOfType(NotFiniteException.class)
                        .isThrownBy(() -> compressor.compress(update, remembered))
                        .satisfies(refusal -> assertThat(refusal.index()).isEqualTo(2));
            }
        }
        assertThat(memory).containsExactly(1, -Float.MAX_VALUE, 3);
        assertThat(drawn[0]).isZero();
    }

    @ParameterizedTest
    @MethodSource("compressors")
    void noMemoryIsAMemoryOfZeros(Function<LongSupplier, CompressorWithMemory> made) {
        float[] update = {1, -2, 0.5f};
        Compressed first = made.apply(() -> 4).compress(update, null);
        Compressed zeros = made.apply(() -> 4).compress(update, new float[3]);
        assertThat(first.payload().toDense()).containsExactly(zeros.payload().toDense());
        assertThat(first.memory()).containsExactly(zeros.memory());
    }

    @ParameterizedTest
    @MethodSource("compressors")
    void updateAndMemoryAreLeftAsTheyWere(Function<LongSupplier, CompressorWithMemory> made) {
        float[] update = {1, -2, 0.5f};
        float[] memory = {0.25f, 4, -1};
        Compressed compressed = made.apply(() -> 4).compress(update, memory);
        assertThat(compressed.memory()).isNotSameAs(memory).isNotSameAs(update);
        assertThat(update).containsExactly(1, -2, 0.5f);
        assertThat(memory).containsExactly(0.25f, 4, -1);
    }

    @ParameterizedTest
    @MethodSource("compressors")
    void refusesAMemoryOfAnotherLength(Function<LongSupplier, CompressorWithMemory> made) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> made.apply(() -> 1).compress(new float[3], new float[4]))
                .withMessageContaining("had 4");
    }

    private static Function<LongSupplier, CompressorWithMemory> of(Function<LongSupplier, CompressorWithMemory> made) {
        return made;
    }
}
