package io.psephos.robustness.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.robustness.vector.Vectors;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class RootTrustTest extends RobustRuleContract {

    @Override
    VectorRule rule() {
        return new RootTrust(ones(LENGTH));
    }

    @Override
    VectorRule wide() {
        return new RootTrust(ones(40_000));
    }

    @Override
    Breakdown breakdown() {
        return Breakdown.ALL_BUT_ONE;
    }

    /** Angles and norms are those from zero. */
    @Override
    boolean movesAlong() {
        return false;
    }

    /** Everything is stretched to the norm of the server's own update. */
    @Override
    boolean keepsUnanimous() {
        return false;
    }

    @Test
    void countsByTheCosineAndHasTheServersNorm() {
        float[][] rows = {{10, 0}, {0, 3}, {-5, 0}, {1, 1}};
        float[] result = new RootTrust(new float[] {2, 0}).combine(Vectors.of(rows), 2);
        double cosine = Math.sqrt(0.5);
        double first = (2 + cosine * 2 * cosine) / (1 + cosine);
        double second = cosine * 2 * cosine / (1 + cosine);
        assertThat(result).usingComparatorWithPrecision(1e-6f).containsExactly((float) first, (float) second);
    }

    @Test
    void whereNobodyPointsTheServersWayNothingMoves() {
        float[][] rows = {{-1, 0}, {0, 1}, {0, 0}};
        assertThat(new RootTrust(new float[] {1, 0}).combine(Vectors.of(rows), 2))
                .containsExactly(0, 0);
        assertThat(new RootTrust(new float[2]).combine(Vectors.of(rows), 2)).containsExactly(0, 0);
    }

    @Test
    void refusesAnUpdateOfAnotherLength() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RootTrust(new float[4]).combine(Vectors.of(Inputs.matrix()), 1))
                .withMessageContaining("3")
                .withMessageContaining("4");
    }

    private static float[] ones(int length) {
        float[] ones = new float[length];
        Arrays.fill(ones, 1);
        return ones;
    }
}
