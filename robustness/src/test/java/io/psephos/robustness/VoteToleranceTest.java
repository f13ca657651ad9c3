package io.psephos.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.psephos.aggregation.ClientUpdate;
import io.psephos.aggregation.Fold;
import io.psephos.aggregation.MajorityVote;
import io.psephos.compression.Signs;
import io.psephos.compression.sign.StochasticSign;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobSpec.Ties;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Stochastic signs of honest gradients g withstand B voters that always vote against the mean as long as
 * B &lt; k = |Σg|/b, coordinate by coordinate (Jin et al., 2020): below k the mean probability of a wrong vote, Byzantine
 * ones counted, is less than one half; at k it is one half.
 */
final class VoteToleranceTest {
    private static final int HONEST = 10;
    private static final float GRADIENT = 0.6f;
    private static final int COORDINATES = 400_000;

    /** Far from one half on both sides of k, so that the false-alarm rate is below 1e-9. */
    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4, 5, 6, 7, 8})
    void mostCoordinatesAreRightUpToTheTolerance(int byzantine) {
        double tolerated = HONEST * 0.6;
        long right = 0;
        for (float vote : verdict(byzantine)) {
            right += vote > 0 ? 1 : 0;
        }
        assertThat(right > COORDINATES / 2).isEqualTo(byzantine < tolerated);
    }

    /** The exact distribution: sums of ten fair-by-0.8 coins and B votes against. */
    @Test
    void theExactProbabilitiesAreTheKnownOnes() {
        assertThat(exact(5, -1)).isCloseTo(0.3222004736, within(1e-9));
        assertThat(exact(6, -1)).isCloseTo(0.3222004736, within(1e-9));
        assertThat(exact(6, 0)).isCloseTo(0.301989888, within(1e-9));
        assertThat(exact(6, 1)).isCloseTo(0.375809638, within(1e-9));
    }

    /**
     * The fold and the compressor together have those probabilities. z = 5: a correct build fails with probability
     * 6e-7 a comparison; the fixed seeds make the outcome repeatable.
     */
    @ParameterizedTest
    @CsvSource({"5", "6"})
    void votesComeOutAsOftenAsTheyShould(int byzantine) {
        float[] verdict = verdict(byzantine);
        double bound = 5 * Math.sqrt(0.25 / COORDINATES);
        for (int sign = -1; sign <= 1; sign++) {
            int wanted = sign;
            long found = 0;
            for (float vote : verdict) {
                found += vote == wanted ? 1 : 0;
            }
            assertThat((double) found / COORDINATES).isCloseTo(exact(byzantine, sign), within(bound));
        }
    }

    /** Probability that the sum has that sign when B of the voters always vote −1. */
    private static double exact(int byzantine, int sign) {
        double right = 0.8;
        double probability = 0;
        double ways = 1;
        for (int k = 0; k <= HONEST; k++) {
            if (Integer.signum(2 * k - HONEST - byzantine) == sign) {
                probability += ways * Math.pow(right, k) * Math.pow(1 - right, HONEST - k);
            }
            ways = ways * (HONEST - k) / (k + 1);
        }
        return probability;
    }

    private static float[] verdict(int byzantine) {
        float[] gradient = new float[COORDINATES];
        Arrays.fill(gradient, GRADIENT);
        ParameterLayout layout = new ParameterLayout(List.of(new TensorShape("w", List.of(COORDINATES))));
        Fold fold = new MajorityVote(Ties.ZERO, 1).open(COORDINATES);
        for (int m = 0; m < HONEST; m++) {
            StochasticSign honest = new StochasticSign(layout, List.of(1.0), new SplittableRandom(m)::nextLong);
            fold.add(new ClientUpdate(new ClientId("h-" + m), honest.compress(gradient), 1));
        }
        for (int m = 0; m < byzantine; m++) {
            fold.add(new ClientUpdate(
                    new ClientId("b-" + m), new Signs(COORDINATES, new long[(COORDINATES + 63) / 64]), 1));
        }
        return fold.finish().direction().toDense();
    }
}
