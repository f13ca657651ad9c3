package io.psephos.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.psephos.compression.quantized.BlockQuantization;
import io.psephos.compression.quantized.NaturalCompression;
import io.psephos.compression.quantized.Qsgd;
import io.psephos.compression.quantized.TernGrad;
import io.psephos.compression.rotated.Eden;
import io.psephos.compression.sparse.KeptCoordinates;
import io.psephos.compression.sparse.RandomK;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class FittedScalesTest {
    private static final int D = 300;
    private static final int DRAWS = 400;

    private static Stream<Arguments> drawn() {
        Random random = new Random(5);
        return Stream.of(
                Arguments.of(new Qsgd(1, 100, Norm.L2, random::nextLong)),
                Arguments.of(new Qsgd(7, 128, Norm.MAX, random::nextLong)),
                Arguments.of(new BlockQuantization(64, Norm.L2, random::nextLong)),
                Arguments.of(new TernGrad(Layouts.of(100, 1, 199), 2.5, random::nextLong)),
                Arguments.of(new Eden(64, random::nextLong)),
                Arguments.of(new RandomK(new KeptCoordinates(0.1), random::nextLong)));
    }

    /** No factor for the whole payload does better than the fitted scales, 1/(1 + ω) included, nor does zero. */
    @ParameterizedTest
    @MethodSource("drawn")
    void noOtherScaleComesNearer(Compressor compressor) {
        Random random = new Random(6);
        for (int draw = 0; draw < DRAWS; draw++) {
            float[] update = update(random, draw);
            Payload[] drawn = new Payload[1];
            Payload fitted = new FittedScales(values -> drawn[0] = compressor.compress(values)).compress(update);
            double missed = missed(update, fitted.toDense(), 1);
            for (double factor : new double[] {0, 0.01, 0.1, 0.3, 0.5, 0.8, 1, 1.2}) {
                assertThat(missed).isLessThanOrEqualTo(1.000_01 * missed(update, drawn[0].toDense(), factor));
            }
            assertThat(fitted).hasSameClassAs(drawn[0]);
        }
    }

    @ParameterizedTest
    @MethodSource("drawn")
    void theEndsOfTheRangeStayWithinIt(Compressor compressor) {
        boolean isLimited = compressor instanceof Eden || compressor instanceof RandomK;
        for (float size : new float[] {0, Float.MIN_VALUE, 1e-20f, isLimited ? 1e36f : Float.MAX_VALUE}) {
            float[] update = new float[D];
            for (int i = 0; i < D; i += 3) {
                update[i] = (i & 1) == 0 ? size : -size / 3;
            }
            float[] fitted = new FittedScales(compressor).compress(update).toDense();
            assertThat(Finite.firstViolation(fitted)).isEqualTo(-1);
            assertThat(missed(update, fitted, 1)).isLessThanOrEqualTo(1.000_01 * missed(update, fitted, 0));
        }
    }

    /** Natural compression is a contraction already: its variance is an eighth. */
    @Test
    void whatHasNoScaleStaysAsItIs() {
        float[] update = update(new Random(7), 1);
        Payload plain = new NaturalCompression(() -> 9).compress(update);
        assertThat(new FittedScales(new NaturalCompression(() -> 9))
                        .compress(update)
                        .toDense())
                .containsExactly(plain.toDense());
    }

    @Test
    void theScaleOfVotesIsTheMeanOfWhatTheyStandFor() {
        float[] update = {3, -1, 0, 2, 0.5f};
        Payload drawn = new BlockTernary(
                new Buckets(5, 3, new float[] {10, 10}), new Ternary(5, new long[] {0b01001}, new long[] {0b00010}));
        float[] fitted = new FittedScales(values -> drawn).compress(update).toDense();
        assertThat(fitted).containsExactly(new float[] {2, -2, 0, 2, 0}, within(1e-6f));
    }

    private static float[] update(Random random, int draw) {
        float[] update = new float[D];
        for (int i = 0; i < D; i++) {
            update[i] = (float) (random.nextGaussian() * (i % 10 == draw % 10 ? 5 : 0.2) + (draw % 3 == 0 ? 1 : 0));
        }
        return update;
    }

    private static double missed(float[] update, float[] payload, double factor) {
        double sum = 0;
        for (int i = 0; i < update.length; i++) {
            double rest = update[i] - factor * payload[i];
            sum += rest * rest;
        }
        return sum;
    }
}
