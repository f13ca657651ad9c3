package io.psephos.learning.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.psephos.learning.data.Examples;
import io.psephos.protocol.Offer;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Local momentum and weight decay: v ← β·v + gradient + λ·p, p ← p − η·v. */
class MomentumTest {
    private static final Net NET = Fixtures.mlp(7, 5, 3);
    private static final Examples EXAMPLES = Fixtures.random(70, 7, 3, 5);

    /** A feature that is 0 has weights without a gradient: they move by weight decay alone, by numbers worked out by hand. */
    @Test
    void aTraceByHand() {
        Net net = Fixtures.softmax(1, 2);
        Examples blank = new Examples(new float[][] {{0}}, new int[] {1}, 2);
        double[] weights = {1, 0.95, 0.8575, 0.731375};

        for (int steps = 1; steps <= 3; steps++) {
            float[] parameters = {1, -2, 0, 0};
            new LocalTraining(net).train(parameters, blank, plan(steps, 0.9, 0.5), 1);

            assertThat((double) parameters[0]).isCloseTo(weights[steps], within(1e-6));
            assertThat((double) parameters[1]).isCloseTo(-2 * weights[steps], within(1e-6));
        }
    }

    @ParameterizedTest
    @CsvSource({"0.9, 0", "0, 0.3", "0.9, 0.3", "0.5, 0.01"})
    void stepsAreThoseOfTheFormula(double momentum, double weightDecay) {
        float[] start = Fixtures.randomParameters(NET, 6);
        float[] trained = start.clone();

        new LocalTraining(NET).train(trained, EXAMPLES, plan(6, momentum, weightDecay), 1);

        double[] velocity = new double[start.length];
        float[] expected = start.clone();
        for (int step = 0; step < 6; step++) {
            float[] gradient = gradient(expected);
            for (int i = 0; i < expected.length; i++) {
                velocity[i] = momentum * velocity[i] + gradient[i] + weightDecay * expected[i];
                expected[i] -= (float) (0.1 * velocity[i]);
            }
        }
        assertThat(trained).containsExactly(expected, within(1e-5f));
    }

    @Test
    void everyTrainingBeginsAtRest() {
        LocalTraining used = new LocalTraining(NET);
        used.train(Fixtures.randomParameters(NET, 1), EXAMPLES, plan(9, 0.9, 0.1), 3);
        float[] parameters = Fixtures.randomParameters(NET, 6);
        float[] fresh = parameters.clone();

        used.train(parameters, EXAMPLES, plan(4, 0.9, 0), 1);
        new LocalTraining(NET).train(fresh, EXAMPLES, plan(4, 0.9, 0), 1);

        assertThat(parameters).isEqualTo(fresh);
    }

    @Test
    void whatIsOffInAnOfferIsOffInThePlan() {
        assertThat(TrainingPlan.of(new Offer.Training(3, null, 100, 0.1, 0, "all", 1000)))
                .isEqualTo(plan(3, 0, 0))
                .isEqualTo(new TrainingPlan(OptionalInt.of(3), OptionalInt.empty(), 100, 0.1, 0));
        assertThat(TrainingPlan.of(new Offer.Training(3, null, 100, 0.1, 0, "all", 1000, 0.9, 1e-4, null)))
                .isEqualTo(plan(3, 0.9, 1e-4));
    }

    @Test
    void checksPlans() {
        assertThatIllegalArgumentException().isThrownBy(() -> plan(1, 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> plan(1, -0.1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> plan(1, 0, -1)).withMessageContaining("-1.0");
        assertThatIllegalArgumentException().isThrownBy(() -> plan(1, 0, Double.POSITIVE_INFINITY));
    }

    private static float[] gradient(float[] parameters) {
        float[] end = parameters.clone();
        new LocalTraining(NET).train(end, EXAMPLES, TrainingPlan.ofSteps(1, 100, 0x1p-4), 1);
        for (int i = 0; i < end.length; i++) {
            end[i] = (parameters[i] - end[i]) * 16;
        }
        return end;
    }

    private static TrainingPlan plan(int steps, double momentum, double weightDecay) {
        return new TrainingPlan(OptionalInt.of(steps), OptionalInt.empty(), 100, 0.1, 0, momentum, weightDecay);
    }
}
