package io.psephos.compression.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.psephos.compression.CompressorWithMemory;
import io.psephos.compression.CompressorWithMemory.Compressed;
import io.psephos.compression.ErrorFeedback;
import io.psephos.compression.Layouts;
import io.psephos.compression.Norm;
import io.psephos.compression.Payload;
import io.psephos.compression.Quantized;
import io.psephos.compression.quantized.BlockQuantization;
import io.psephos.protocol.CodecOption;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.model.ModelDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class StepCompressionTest {
    private static final ParameterLayout LAYOUT =
            Layouts.of(List.of(List.of(32, 24), List.of(24), List.of(10, 24), List.of(10), List.of()));
    private static final int D = 768 + 24 + 240 + 10 + 1;
    private static final int ROUNDS = 3000;
    private static final int FIRST = 600;

    /**
     * Steps of one direction and noise: what is left out neither grows on nor gets lost. The seeds are fixed, so nothing
     * is left to chance; of the schemes here random-k waits longest, 20 rounds on average for a coordinate.
     */
    @ParameterizedTest
    @MethodSource("forSteps")
    void whatIsLeftOutStaysBoundedAndArrivesInTheEnd(CodecScheme scheme) {
        Random random = new Random(scheme.ordinal());
        float[] direction = random(random, 0.1f);
        double[] wanted = new double[D];
        double[] sent = new double[D];
        double early = 0;
        double late = 0;
        double largest = 0;
        float[] memory = null;
        for (int t = 0; t < ROUNDS; t++) {
            float[] step = random(random, 0.1f);
            for (int i = 0; i < D; i++) {
                step[i] += direction[i];
                wanted[i] += step[i];
            }
            Compressed compressed = compressor(scheme, t, random).compress(step, memory);
            float[] payload = compressed.payload().toDense();
            memory = compressed.memory();
            for (int i = 0; i < D; i++) {
                sent[i] += payload[i];
                largest = Math.max(largest, Math.abs(payload[i]) + Math.abs(memory[i]));
            }
            double left = Norm.L2.of(memory, 0, D);
            early = t < FIRST ? Math.max(early, left) : early;
            late = t < FIRST ? late : Math.max(late, left);
        }
        assertThat(late).as("after the first %d rounds", FIRST).isLessThan(1.5 * early + 1e-6);
        assertThat(late).isLessThan(60 * Norm.L2.of(direction, 0, D));
        double ulps = 2 * ROUNDS * largest * 0x1p-24;
        for (int i = 0; i < D; i++) {
            assertThat(sent[i] + memory[i]).as("coordinate %d", i).isCloseTo(wanted[i], within(ulps));
        }
    }

    /** Without fitted scales, error feedback adds up noise that is larger than the update. */
    @Test
    void unfittedNoiseFeedsOnItself() {
        Random random = new Random(1);
        CompressorWithMemory unfitted = ErrorFeedback.around(new BlockQuantization(1024, Norm.L2, random::nextLong));
        float[] step = random(random, 0.1f);
        float[] memory = null;
        for (int t = 0; t < 60; t++) {
            memory = unfitted.compress(step, memory).memory();
        }
        assertThat(Norm.L2.of(memory, 0, D)).isGreaterThan(1e6 * Norm.L2.of(step, 0, D));
    }

    @ParameterizedTest
    @MethodSource("forSteps")
    void aChainOfStepsLeadsClientsWhereTheServerIs(CodecScheme scheme) {
        Random random = new Random(scheme.ordinal());
        float[] start = random(random, 1);
        float[] server = start.clone();
        List<byte[]> frames = new ArrayList<>();
        float[] memory = null;
        for (int t = 0; t < 6; t++) {
            Compressed compressed = compressor(scheme, t, random).compress(random(random, 0.1f), memory);
            memory = compressed.memory();
            compressed.payload().addTo(server, -1f);
            frames.add(StepChain.frame(t, compressed.payload(), scheme.frame()));
        }
        float[] client = StepChain.apply(StepChain.chain(frames, server), 0, 6, start, LAYOUT);
        assertThat(ModelDigest.of(client)).containsExactly(ModelDigest.of(server));
        assertThat(server).isNotEqualTo(start);
    }

    @ParameterizedTest
    @EnumSource(
            value = CodecScheme.class,
            names = {"FLOAT16", "BFLOAT16"})
    void whatIsBeyondTheRangeOfHalvesComesWithLaterSteps(CodecScheme scheme) {
        float largest = scheme == CodecScheme.FLOAT16 ? 65_504 : 0x1.fep127f;
        float[] step = new float[D];
        step[0] = scheme == CodecScheme.FLOAT16 ? 150_000 : Float.MAX_VALUE;
        step[1] = -step[0];
        Compressed first = compressor(scheme, 0, new Random(1)).compress(step, null);
        assertThat(first.payload().toDense()).startsWith(largest, -largest, 0);
        assertThat(first.memory()).startsWith(step[0] - largest, largest - step[0], 0);
        Compressed second = compressor(scheme, 1, new Random(1)).compress(new float[D], first.memory());
        float rest = Math.min(largest, step[0] - largest);
        assertThat(second.payload().toDense()[0]).isCloseTo(rest, within(rest / 256));
    }

    /** B = ⌈log₂(20 · ‖p‖ + 1)⌉, where p is the step with what was left out before. */
    @Test
    void dqSgdTakesItsBitsFromTheNormOfTheStep() {
        float[] small = new float[D];
        small[7] = 0.1f;
        float[] residual = new float[D];
        residual[8] = -3;
        assertThat(levels(small, null)).isEqualTo(3);
        assertThat(levels(small, residual)).isEqualTo(63);
        assertThat(levels(new float[D], null)).isEqualTo(1);
    }

    @Test
    void whatHasNoScaleOrNothingToLoseIsNotForSteps() {
        assertThat(Stream.of(CodecScheme.values()).filter(scheme -> !scheme.isForSteps()))
                .containsExactly(
                        CodecScheme.FLOAT32,
                        CodecScheme.SIGN,
                        CodecScheme.STO_SIGN,
                        CodecScheme.TERNARY,
                        CodecScheme.DIANA,
                        CodecScheme.EXTENSION);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> compressor(CodecScheme.DIANA, 0, new Random(1)))
                .withMessageContaining("diana");
    }

    private static int levels(float[] step, float[] residual) {
        Payload payload = compressor(CodecScheme.DQ_SGD, 0, new Random(1))
                .compress(step, residual)
                .payload();
        Quantized quantized = (Quantized) payload;
        assertThat(quantized.norms().scales()).hasSize(1);
        return quantized.levels().max();
    }

    private static Stream<CodecScheme> forSteps() {
        return Arrays.stream(CodecScheme.values()).filter(CodecScheme::isForSteps);
    }

    private static CompressorWithMemory compressor(CodecScheme scheme, long t, Random random) {
        Map<CodecOption, Object> options = new HashMap<>(scheme.options());
        options.replace(CodecOption.K, 0.05);
        options.replace(CodecOption.THRESHOLD, 0.5);
        options.replace(CodecOption.BIN, 16);
        JobSpec.Codec codec = new JobSpec.Codec(scheme, OptionalDouble.empty(), Optional.empty(), options, false);
        return StepCompression.of(codec, LAYOUT, t, ROUNDS, random::nextLong);
    }

    private static float[] random(Random random, float deviation) {
        float[] values = new float[D];
        for (int i = 0; i < D; i++) {
            values[i] = deviation * (float) random.nextGaussian();
        }
        return values;
    }
}
