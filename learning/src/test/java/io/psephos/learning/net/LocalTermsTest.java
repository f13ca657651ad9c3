package io.psephos.learning.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.psephos.learning.data.Examples;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Offer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Local terms of one's own beside the built-in ones, and the kinds that regularizers of offers become. */
class LocalTermsTest {
    private static final double RATE = 0.1;
    private static final int STEPS = 4;

    /** A term that is not built in: ½·w·‖p − p₀ − 1‖² and, so that it is not the same everywhere, i/100 at place i. */
    private static final LocalTerm SLANTED = (gradient, parameters, start) -> {
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] += 0.7f * (parameters[i] - start[i] - 1) + i / 100f;
        }
    };

    private static double slanted(double parameter, double start, int i) {
        return 0.7 * (parameter - start - 1) + i / 100.0;
    }

    /** Against full-batch steps in double, whose gradient is that of central differences of a loss by the textbook. */
    @ParameterizedTest
    @CsvSource({
        // examples, momentum, weight decay, proximal
        "20, 0, 0, 0",
        "20, 0.9, 0, 0",
        "20, 0, 0.3, 0.5",
        "20, 0.9, 0.3, 0.5",
        "150, 0, 0, 0",
        "150, 0.9, 0.3, 0.5"
    })
    void stepsAreThoseOfTheFormula(int count, double momentum, double weightDecay, double proximal) {
        Net net = Fixtures.mlp(5, 4, 3);
        Examples examples = Fixtures.random(count, 5, 3, 8);
        float[] start = Fixtures.randomParameters(net, 2);
        float[] trained = start.clone();

        new LocalTraining(net)
                .train(
                        trained,
                        examples,
                        plan(count, momentum, weightDecay, List.of(new Proximal(proximal), SLANTED)),
                        1);

        double[] expected = doubles(start);
        double[] velocity = new double[start.length];
        for (int step = 0; step < STEPS; step++) {
            double[] loss = GradientTest.gradient(net, expected, examples);
            for (int i = 0; i < expected.length; i++) {
                double term = proximal * (expected[i] - start[i]) + slanted(expected[i], start[i], i);
                velocity[i] = momentum * velocity[i] + loss[i] + term + weightDecay * expected[i];
            }
            for (int i = 0; i < expected.length; i++) {
                expected[i] -= RATE * velocity[i];
            }
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) trained[i]).as("parameter %d", i).isCloseTo(expected[i], within(2e-5));
        }
    }

    /** The proximal term by itself and the one that training has fused into its steps. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.9})
    void theProximalTermIsTheOneThatStepsHaveBuiltIn(double momentum) {
        Net net = Fixtures.mlp(20, 7, 9, 4);
        Examples examples = Fixtures.random(150, 20, 4, 2);
        float[] fused = net.initial(1);
        float[] apart = net.initial(1);

        new LocalTraining(net).train(fused, examples, plan(16, momentum, 0, List.of(new Proximal(0.5))), 3);
        new LocalTraining(net).train(apart, examples, plan(16, momentum, 0, List.of(new Proximal(0.5)::addTo)), 3);

        assertThat(apart).isNotEqualTo(net.initial(1)).containsExactly(fused, within(1e-6f));
    }

    @Test
    void termsSeeTheParametersBeforeTheStepAndThoseThatWereOffered() {
        Net net = Fixtures.softmax(5, 3);
        Examples examples = Fixtures.random(20, 5, 3, 8);
        float[] start = Fixtures.randomParameters(net, 2);
        float[] one = start.clone();
        new LocalTraining(net).train(one, examples, TrainingPlan.ofSteps(1, 20, RATE), 1);
        List<float[]> seen = new ArrayList<>();
        LocalTerm watching = (gradient, parameters, offered) -> {
            seen.add(parameters.clone());
            seen.add(offered.clone());
        };

        float[] trained = start.clone();
        new LocalTraining(net).train(trained, examples, plan(20, 0, 0, List.of(watching)), 1);

        assertThat(seen).hasSize(2 * STEPS);
        assertThat(seen.get(0)).containsExactly(start);
        assertThat(seen.get(2)).containsExactly(one);
        assertThat(seen.get(3)).containsExactly(start);
        assertThat(seen.get(2 * STEPS - 1)).containsExactly(start);
    }

    /** Many clients of a process share what was offered, and a thread's memory trains one after the other. */
    @Test
    void whatATermWritesElsewhereSpoilsNobodysTraining() {
        Net net = Fixtures.mlp(20, 7, 9, 4);
        Examples examples = Fixtures.random(50, 20, 4, 2);
        float[] offered = net.initial(1);
        float[] expected = new float[offered.length];
        new LocalTraining(net).train(offered, expected, examples, plan(8, 0.9, 0, List.of(SLANTED)), 9);
        LocalTerm rude = (gradient, parameters, start) -> {
            Arrays.fill(gradient, 1e9f);
            Arrays.fill(parameters, Float.NaN);
            Arrays.fill(start, Float.NaN);
        };
        LocalTraining used = new LocalTraining(net);
        float[] end = new float[offered.length];

        used.train(offered, end, examples, plan(8, 0.9, 0, List.of(rude)), 4);
        used.train(offered, end, examples, plan(8, 0.9, 0, List.of(SLANTED)), 9);

        assertThat(offered).containsExactly(net.initial(1));
        assertThat(end).containsExactly(expected);
    }

    @Test
    void regularizersOfAnOfferBecomeTermsAndTheProximalOneIsFirst() {
        LocalTerms known = LocalTerms.BUILT_IN.with("x-slanted", options -> {
            assertThat(options).isEqualTo(Map.of("weight", 0.7));
            return SLANTED;
        });
        Offer.Training offered = new Offer.Training(3, null, 100, 0.1, 0.25, "all", 1000)
                .with(List.of(new Offer.Term("x-slanted", Map.of("weight", 0.7))));

        assertThat(known.names()).containsExactlyInAnyOrder("proximal", "x-slanted");
        assertThat(known.of(offered)).containsExactly(new Proximal(0.25), SLANTED);
        assertThat(TrainingPlan.of(offered, known).terms()).containsExactly(new Proximal(0.25), SLANTED);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrainingPlan.of(offered))
                .withMessage("unknown regularizer 'x-slanted', this trainer knows proximal");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> known.with("proximal", options -> SLANTED))
                .withMessageContaining("'proximal' already");
    }

    @Test
    void aTermWithoutItsOptionIsRefusedByName() {
        Offer.Training offered = new Offer.Training(3, null, 100, 0.1, 0, "all", 1000)
                .with(List.of(new Offer.Term("proximal", Map.of("nu", 1))));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrainingPlan.of(offered))
                .withMessage("regularizer option 'mu' must be a number, was null");
        assertThatIllegalArgumentException().isThrownBy(() -> new Proximal(-1)).withMessageContaining("-1.0");
        assertThatIllegalArgumentException().isThrownBy(() -> new Proximal(Double.NaN));
    }

    @Test
    void theServersOwnTrainingHasTheRegularizersOfTheJob() {
        JobSpec.Training training = new JobSpec.Training(OptionalInt.of(3), OptionalInt.empty(), 100, 0.1, 0.25, 1000);

        assertThat(TrainingPlan.of(training))
                .isEqualTo(TrainingPlan.of(new Offer.Training(3, null, 100, 0.1, 0.25, "all", 1000)))
                .isEqualTo(new TrainingPlan(OptionalInt.of(3), OptionalInt.empty(), 100, 0.1, 0.25));
    }

    private static TrainingPlan plan(int batch, double momentum, double weightDecay, List<LocalTerm> terms) {
        return new TrainingPlan(OptionalInt.of(STEPS), OptionalInt.empty(), batch, RATE, momentum, weightDecay, terms);
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
