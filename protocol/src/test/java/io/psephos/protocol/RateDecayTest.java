package io.psephos.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The schedules of learning rates. */
class RateDecayTest {
    private static final Offset<Double> CLOSE = within(1e-12);

    private static final List<RateDecay> ALL = List.of(
            RateDecay.NONE,
            new RateDecay.Linear(0.1),
            new RateDecay.Linear(0),
            new RateDecay.Exponential(0.98),
            new RateDecay.Steps(List.of(3, 7), 0.5),
            new RateDecay.Cosine(0),
            new RateDecay.Cosine(0.25));

    /** Bit for bit: models of jobs from before depend on it. */
    @Row("decay linear")
    @Test
    void aLineIsTheFormulaThatItAlwaysWas() {
        for (double end : new double[] {0, 0.1, 1.0 / 3, 0.5, 1}) {
            for (int published = 0; published <= 200; published++) {
                double rate = 0.01 * (1 - (1 - end) * published / 200);
                assertThat(new JobSpec.Optimizer(0.01, end).rateAt(published, 200))
                        .isEqualTo(rate);
            }
        }
    }

    @Row("decay exponential")
    @Test
    void anExponentialTakesTheSameShareEachRound() {
        RateDecay decay = new RateDecay.Exponential(0.98);

        assertThat(shares(decay, 0, 1, 2, 10, 100))
                .containsExactly(new double[] {1, 0.98, 0.9604, 0.8170728068875467, 0.13261955589475316}, CLOSE);
        assertThat(decay.share(5, 10)).as("whatever the number of rounds").isEqualTo(decay.share(5, 1000));
    }

    @Row("decay steps")
    @Test
    void aStaircaseStepsDownWhereAMilestoneIsReached() {
        RateDecay decay = new RateDecay.Steps(List.of(2, 4), 0.1);

        assertThat(shares(decay, 0, 1, 2, 3, 4, 9)).containsExactly(1.0, 1.0, 0.1, 0.1, 0.1 * 0.1, 0.1 * 0.1);
    }

    @Row("decay cosine")
    @Test
    void halfAWaveFallsFromOneToItsEnd() {
        assertThat(shares(new RateDecay.Cosine(0), 0, 25, 50, 75))
                .containsExactly(new double[] {1, 0.8535533905932737, 0.5, 0.14644660940672627}, CLOSE);
        assertThat(shares(new RateDecay.Cosine(0.2), 0, 50, 100)).containsExactly(new double[] {1, 0.6, 0.2}, CLOSE);
    }

    @Test
    void noRateRisesOrReachesNothingBeforeTheLastRound() {
        for (RateDecay decay : ALL) {
            List<Double> shares =
                    IntStream.range(0, 100).mapToObj(t -> decay.share(t, 100)).toList();
            assertThat(shares.get(0)).as("%s", decay).isEqualTo(1);
            for (int t = 1; t < 100; t++) {
                assertThat(shares.get(t))
                        .as("%s after %d", decay, t)
                        .isPositive()
                        .isLessThanOrEqualTo(shares.get(t - 1));
            }
        }
        assertThat(new RateDecay.Cosine(0).share(99_999_999, 100_000_000)).isPositive();
    }

    @Test
    void clientsTrainAtTheirOwnRate() {
        JobSpec.Training training = new JobSpec.Training(
                OptionalInt.of(1),
                OptionalInt.empty(),
                32,
                0.2,
                Regularizer.proximal(0.1),
                1000,
                new RateDecay.Exponential(0.5),
                0.9,
                1e-4);

        assertThat(training.rateAt(0, 10)).isEqualTo(0.2);
        assertThat(training.rateAt(3, 10)).isCloseTo(0.025, within(1e-15));
        assertThat(training.at(3, 10))
                .isEqualTo(new JobSpec.Training(
                        OptionalInt.of(1),
                        OptionalInt.empty(),
                        32,
                        training.rateAt(3, 10),
                        Regularizer.proximal(0.1),
                        1000,
                        RateDecay.NONE,
                        0.9,
                        1e-4));
    }

    private static double[] shares(RateDecay decay, int... published) {
        return IntStream.of(published).mapToDouble(t -> decay.share(t, 100)).toArray();
    }
}
