package io.psephos.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.psephos.compression.Compressor;
import io.psephos.compression.sign.Sign;
import io.psephos.compression.sign.StochasticSign;
import io.psephos.protocol.JobSpec.Ties;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often the majority of stochastic signs errs, against exact probabilities (Jin et al., 2020). Every coordinate is
 * one trial. Each bound is 4.42 standard deviations of the trials' share, so a correct vote fails it with probability
 * 1e-5; seeds repeat the outcome.
 */
final class StochasticMajorityTest {
    private static final double Z = 4.42;
    private static final int TRIALS = 1 << 17;

    /** u = (.9, −.2, −.2), b = 1: the sum is positive, the majority of signs is not. */
    @Test
    void threeClientsWhoseMajorityOfSignsIsAlwaysWrong() {
        double[] gradients = {0.9, -0.2, -0.2};
        double[] votesFor = {0.95, 0.4, 0.4};
        assertThat(exactShare(votesFor, -1)).isCloseTo(0.384, within(1e-12));
        assertThat(bound(votesFor, 3)).isCloseTo(0.9586240, within(5e-8));
        assertShare(wrong(gradients, 1), 0.384);
        float[] signs = verdict(gradients, new Sign(new Random(1)::nextLong), 0);
        assertThat(signs).containsOnly(-1f);
    }

    @ParameterizedTest
    @CsvSource({"1,0.12838172769518,0.53113401", "0.5,0.00954043591188,0.06703922"})
    void clientsThatAgreeWeakly(double b, double wrong, double bound) {
        double[] gradients = new double[31];
        Arrays.fill(gradients, 0.2);
        double[] votesFor = new double[31];
        Arrays.fill(votesFor, 0.5 + 0.2 / (2 * b));
        assertThat(exactShare(votesFor, -1)).isCloseTo(wrong, within(1e-13));
        assertThat(bound(votesFor, 31)).isCloseTo(bound, within(5e-9));
        assertThat(wrong).isLessThan(bound);
        assertShare(wrong(gradients, b), wrong);
    }

    /** Ten clients of 0.6 tolerate fewer than six that always vote against, as b = 1. */
    @ParameterizedTest
    @CsvSource({"5,0.3222004736,0,0.4666667", "6,0.3222004736,0.301989888,0.5"})
    void byzantineClientsWithinAndBeyondTheTolerance(int byzantine, double wrong, double tied, double meanWrong) {
        double[] votesFor = new double[10 + byzantine];
        Arrays.fill(votesFor, 0, 10, 0.8);
        assertThat(exactShare(votesFor, -1)).isCloseTo(wrong, within(1e-10));
        assertThat(exactShare(votesFor, 0)).isCloseTo(tied, within(1e-10));
        assertThat(exactShare(votesFor, 1)).isCloseTo(1 - wrong - tied, within(1e-9));
        assertThat(1 - Arrays.stream(votesFor).average().orElseThrow()).isCloseTo(meanWrong, within(5e-8));
        double[] gradients = new double[votesFor.length];
        Arrays.fill(gradients, 0, 10, 0.6);
        Arrays.fill(gradients, 10, gradients.length, -1);
        float[] verdict = verdict(gradients, stochastic(1), 0);
        assertShare(share(verdict, -1), wrong);
        assertShare(share(verdict, 0), tied);
    }

    private static double wrong(double[] gradients, double b) {
        return share(verdict(gradients, stochastic(b), 0), -1);
    }

    private static float[] verdict(double[] gradients, Compressor compressor, long seed) {
        Fold fold = new MajorityVote(Ties.ZERO, seed).open(TRIALS);
        float[] update = new float[TRIALS];
        for (int i = 0; i < gradients.length; i++) {
            Arrays.fill(update, (float) gradients[i]);
            fold.add(AggregatorContract.update(i, compressor.compress(update), 1));
        }
        return fold.finish().direction().toDense();
    }

    private static Compressor stochastic(double b) {
        ParameterLayout layout = new ParameterLayout(List.of(new TensorShape("w", List.of(TRIALS))));
        return new StochasticSign(layout, List.of(b), new Random(6)::nextLong);
    }

    private static double share(float[] verdict, int vote) {
        return IntStream.range(0, verdict.length)
                        .filter(i -> verdict[i] == vote)
                        .count()
                / (double) verdict.length;
    }

    private static void assertShare(double share, double p) {
        assertThat(share).isCloseTo(p, within(Z * Math.sqrt(p * (1 - p) / TRIALS)));
    }

    /** [4p̄(1 − p̄)]^(M/2), p̄ the mean probability of a wrong vote. */
    private static double bound(double[] votesFor, int voters) {
        double wrong = 1 - Arrays.stream(votesFor).average().orElseThrow();
        return Math.pow(4 * wrong * (1 - wrong), voters / 2.0);
    }

    /** The probability that the sum of votes has the sign, by adding one voter after the other. */
    private static double exactShare(double[] votesFor, int sign) {
        double[] ofCount = new double[votesFor.length + 1];
        ofCount[0] = 1;
        for (double p : votesFor) {
            for (int count = votesFor.length; count >= 0; count--) {
                ofCount[count] = ofCount[count] * (1 - p) + (count > 0 ? ofCount[count - 1] * p : 0);
            }
        }
        return IntStream.rangeClosed(0, votesFor.length)
                .filter(count -> Integer.signum(2 * count - votesFor.length) == sign)
                .mapToDouble(count -> ofCount[count])
                .sum();
    }
}
