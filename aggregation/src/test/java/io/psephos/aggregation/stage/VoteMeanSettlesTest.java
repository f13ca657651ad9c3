package io.psephos.aggregation.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.psephos.aggregation.Aggregator;
import io.psephos.aggregation.ClientUpdate;
import io.psephos.aggregation.Fold;
import io.psephos.aggregation.MajorityVote;
import io.psephos.aggregation.VoteMean;
import io.psephos.aggregation.optimizer.Sgd;
import io.psephos.compression.sign.StochasticSign;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobSpec.Ties;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import io.psephos.protocol.state.NamedState;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Three clients with losses ½(w − a)², a = (9, −1, −1), whose mean has its minimum at 7/3; sto-sign with b = 20, one
 * rate for both rules. Every coordinate is a run of its own from w = 0, twenty times as long as the mean of votes needs
 * to forget all but 1/e of where it was.
 *
 * <p>The mean of three votes has the mean (w − 7/3)/b and the variance (3 − Σ((w − a)/b)²)/9 ≤ 0.315 near 7/3, so w has
 * the standard deviation √(rate · b · 0.315 / 2) = 0.40, to which error feedback adds what it holds back. The majority
 * steps by the whole rate: about twice the variance, around an equilibrium beside the mean.
 */
final class VoteMeanSettlesTest {
    private static final double[] TARGETS = {9, -1, -1};
    private static final double MEAN = 7 / 3.0;
    private static final double BOUND = 20;
    private static final double RATE = 0.05;
    private static final int RUNS = 1024;
    private static final int ROUNDS = 8000;
    private static final ParameterLayout LAYOUT = new ParameterLayout(List.of(new TensorShape("w", List.of(RUNS))));

    /**
     * The average of 1,024 runs of standard deviation below 0.45 is within 4.42 · 0.45 / √1024 = 0.062 of their mean but
     * with probability 1e-5. A mean square of 1,024 runs has a relative standard deviation of √(2/1024) = 0.044, so that
     * one expected at about one half of another is below three quarters of it but with probability 1e-5, too.
     */
    @Test
    void votesMeanWithFeedbackSettlesAtTheTrueMeanAndCloserThanTheMajority() {
        OptimizerStage plain = new OptimizerStage(new Sgd(LAYOUT), published -> RATE);
        float[] mean = end(new VoteMean(), new StageRun(plain, new StepFeedback(LAYOUT)), 5);
        float[] majority = end(new MajorityVote(Ties.ZERO, 0), new StageRun(plain), 6);
        assertThat(IntStream.range(0, RUNS).mapToDouble(i -> mean[i]).average().orElseThrow())
                .isCloseTo(MEAN, within(0.062));
        assertThat(meanSquare(mean)).isLessThan(0.45 * 0.45 * (1 + 4.42 * 0.044));
        assertThat(meanSquare(mean)).isLessThan(0.75 * meanSquare(majority));
    }

    private static float[] end(Aggregator aggregator, StageRun stages, long seed) {
        StochasticSign compressor = new StochasticSign(LAYOUT, List.of(BOUND), new Random(seed)::nextLong);
        float[] parameters = new float[RUNS];
        NamedState state = NamedState.EMPTY;
        for (int round = 0; round < ROUNDS; round++) {
            Fold fold = aggregator.open(RUNS);
            for (int client = 0; client < TARGETS.length; client++) {
                float[] gradient = gradient(parameters, TARGETS[client]);
                fold.add(new ClientUpdate(new ClientId("client-" + client), compressor.compress(gradient), 1));
            }
            RoundResult published = stages.of(fold.finish(), state);
            parameters = published.madeStep().applyTo(parameters);
            state = published.state();
            assertThat(published.madeStep().isSmall()).isTrue();
        }
        return parameters;
    }

    private static float[] gradient(float[] parameters, double target) {
        float[] gradient = new float[parameters.length];
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = parameters[i] - (float) target;
        }
        return gradient;
    }

    private static double meanSquare(float[] parameters) {
        return IntStream.range(0, RUNS)
                .mapToDouble(i -> (parameters[i] - MEAN) * (parameters[i] - MEAN))
                .average()
                .orElseThrow();
    }
}
