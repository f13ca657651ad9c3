package io.psephos.compression.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorWithMemory;
import io.psephos.compression.Layouts;
import io.psephos.protocol.CodecOption;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the mean of many payloads is short of the update, on updates that no scheme was made for: a peak, a mean beyond
 * the spread, heavy tails, one value, one value but for one coordinate, and the ends of float32.
 */
final class BiasTest {
    private static final int D = 1024;
    private static final int DRAWS = 1500;
    private static final int ROUNDS = 1000;

    /**
     * Standard errors that the mean of a scheme without bias leaves with probability 2e-7, in one of all checks here with
     * less than 1e-4; the seeds repeat the outcome.
     */
    private static final double Z = 5.2;

    private static final ParameterLayout LAYOUT = Layouts.of(D);

    /** Every claim, on every update: along the update, what its largest coordinate leaves, and around its mean. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("claims")
    void whatTakesNoErrorFeedbackIsUnbiased(CodecScheme scheme, String name, float[] update) {
        Random random = new Random(scheme.ordinal() + 100L * name.hashCode());
        Compressor compressor = Codecs.compressor(offered(scheme, false), LAYOUT, random::nextLong)
                .orElseThrow();
        List<double[]> directions = List.of(whole(update), rest(update), spread(update));
        double[] sums = new double[directions.size()];
        double[] squares = new double[directions.size()];
        for (int draw = 0; draw < DRAWS; draw++) {
            float[] payload = compressor.compress(update).toDense();
            for (int k = 0; k < sums.length; k++) {
                double off = product(payload, directions.get(k)) - product(update, directions.get(k));
                sums[k] += off / DRAWS;
                squares[k] += off * off / DRAWS;
            }
        }
        for (int k = 0; k < sums.length; k++) {
            double error = Math.sqrt(Math.max(0, squares[k] - sums[k] * sums[k]) / DRAWS);
            assertThat(sums[k]).as("direction %d", k).isCloseTo(0, within(Z * error + 1e-5 * norm(update)));
        }
    }

    /** Nothing is lost for good where error feedback stands around a scheme that loses something of every update. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("losses")
    void errorFeedbackDeliversTheRest(CodecScheme scheme, String name, float[] update) {
        Random random = new Random(scheme.ordinal() + 100L * name.hashCode());
        CompressorWithMemory compressor = Codecs.withMemory(offered(scheme, true), LAYOUT, random::nextLong)
                .orElseThrow();
        double[] sent = new double[D];
        float[] memory = null;
        for (int round = 0; round < ROUNDS; round++) {
            CompressorWithMemory.Compressed compressed = compressor.compress(update, memory);
            memory = compressed.memory();
            float[] payload = compressed.payload().toDense();
            for (int i = 0; i < D; i++) {
                sent[i] += payload[i] / (double) ROUNDS;
            }
        }
        for (double[] direction : List.of(whole(update), rest(update), spread(update))) {
            double wanted = product(update, direction);
            assertThat(product(sent, direction)).isCloseTo(wanted, within(0.1 * wanted + 1e-5 * norm(update)));
        }
    }

    /** Without error feedback a peak takes all bits of eden's block, and no number of rounds helps. */
    @Test
    void alonePeaksEraseTheirBlockInEden() {
        float[] update = updates().get("a peak");
        assertThat(arrived(CodecScheme.EDEN, update, rest(update))).isLessThan(0.02);
        assertThat(arrived(CodecScheme.EDEN, update, whole(update))).isCloseTo(1, within(1e-5));
    }

    /** Without error feedback terngrad's clip is a few deviations about zero, wherever the mean is. */
    @Test
    void aloneAMeanBeyondTheSpreadIsClippedInTernGrad() {
        float[] update = updates().get("a mean");
        assertThat(arrived(CodecScheme.TERNGRAD, update, whole(update))).isCloseTo(0.025, within(0.002));
    }

    private static double arrived(CodecScheme scheme, float[] update, double[] direction) {
        Random random = new Random(8);
        Compressor compressor = Codecs.compressor(offered(scheme, false), LAYOUT, random::nextLong)
                .orElseThrow();
        double mean = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            mean += product(compressor.compress(update).toDense(), direction) / DRAWS;
        }
        return mean / product(update, direction);
    }

    private static Stream<Arguments> claims() {
        return pairs(scheme -> scheme.isForSteps() && !scheme.takesErrorFeedback() && !scheme.hasResidue());
    }

    private static Stream<Arguments> losses() {
        return pairs(scheme -> scheme == CodecScheme.EDEN || scheme == CodecScheme.TERNGRAD);
    }

    private static Stream<Arguments> pairs(Predicate<CodecScheme> which) {
        return CodecScheme.builtIn().stream()
                .filter(which)
                .flatMap(scheme -> updates().entrySet().stream()
                        .map(update -> Arguments.of(scheme, update.getKey(), update.getValue())));
    }

    private static Map<String, float[]> updates() {
        Random random = new Random(3);
        Map<String, float[]> updates = new LinkedHashMap<>();
        updates.put("a peak", with(7, 3f, gaussian(random, 0, 0.64 / Math.sqrt(D))));
        updates.put("three peaks", with(9, 2f, with(8, -3f, with(7, 3f, gaussian(random, 0, 0.02)))));
        updates.put("a mean", gaussian(random, 1, 0.01));
        updates.put("heavy tails", tails(random));
        updates.put("one value", filled(0.3f));
        updates.put("one value but one", with(5, 0.1f, filled(0.3f)));
        updates.put("tiny", gaussian(random, 0, 1e-30));
        updates.put("subnormal", gaussian(random, 0, 1e-39));
        updates.put("huge", gaussian(random, 0, 1e33));
        return updates;
    }

    private static float[] gaussian(Random random, double mean, double deviation) {
        float[] update = new float[D];
        for (int i = 0; i < D; i++) {
            update[i] = (float) (mean + deviation * random.nextGaussian());
        }
        return update;
    }

    /** Coordinates by Cauchy's law. */
    private static float[] tails(Random random) {
        float[] update = new float[D];
        for (int i = 0; i < D; i++) {
            update[i] = (float) (0.01 * Math.tan(Math.PI * (random.nextDouble() - 0.5)));
        }
        return update;
    }

    private static float[] filled(float value) {
        float[] update = new float[D];
        Arrays.fill(update, value);
        return update;
    }

    private static float[] with(int place, float value, float[] update) {
        update[place] = value;
        return update;
    }

    private static Offer.Codec offered(CodecScheme scheme, boolean errorFeedback) {
        Map<String, Object> options = new HashMap<>();
        scheme.options().forEach((option, value) -> options.put(option.word(), value));
        options.replace(CodecOption.K.word(), 0.05);
        if (scheme == CodecScheme.DQ_SGD) {
            options.put(CodecOption.LEVELS.word(), 15);
        }
        return new Offer.Codec(scheme.word(), scheme.frame(), null, errorFeedback, options);
    }

    /** The direction of the update. */
    private static double[] whole(float[] update) {
        return normed(doubles(update));
    }

    /** The direction of all that is smaller than the largest coordinates by a half. */
    private static double[] rest(float[] update) {
        double[] rest = doubles(update);
        double largest = Arrays.stream(rest).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < D; i++) {
            rest[i] = Math.abs(rest[i]) > largest / 2 ? 0 : rest[i];
        }
        return normed(rest);
    }

    /** The direction of what differs from the mean. */
    private static double[] spread(float[] update) {
        double[] spread = doubles(update);
        double mean = Arrays.stream(spread).average().orElseThrow();
        for (int i = 0; i < D; i++) {
            spread[i] -= mean;
        }
        return normed(spread);
    }

    private static double[] normed(double[] direction) {
        double norm = Math.sqrt(Arrays.stream(direction).map(x -> x * x).sum());
        return Arrays.stream(direction).map(x -> norm == 0 ? 0 : x / norm).toArray();
    }

    private static double norm(float[] update) {
        return Math.sqrt(Arrays.stream(doubles(update)).map(x -> x * x).sum());
    }

    private static double[] doubles(float[] update) {
        double[] doubles = new double[update.length];
        for (int i = 0; i < update.length; i++) {
            doubles[i] = update[i];
        }
        return doubles;
    }

    private static double product(float[] x, double[] y) {
        return product(doubles(x), y);
    }

    private static double product(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }
}
