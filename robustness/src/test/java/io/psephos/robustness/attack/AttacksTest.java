package io.psephos.robustness.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.psephos.protocol.JobSpec.AttackKind;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class AttacksTest {
    private static final float[] UPDATE = {3, -4, 0, 0, -0.0f, 5};

    @ParameterizedTest
    @EnumSource(names = {"NONE", "SIGN_FLIP", "RANDOM_VOTES"})
    void leaveTheHonestUpdateAsItWas(AttackKind kind) {
        float[] update = UPDATE.clone();

        float[] corrupted = Attacks.of(kind).corrupt(update, new SplittableRandom(1));

        assertThat(update).containsExactly(UPDATE);
        assertThat(corrupted).hasSameSizeAs(update).isNotSameAs(update);
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "SIGN_FLIP", "RANDOM_VOTES"})
    void copeWithNoParameters(AttackKind kind) {
        assertThat(Attacks.of(kind).corrupt(new float[0], new SplittableRandom(1)))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "SIGN_FLIP", "RANDOM_VOTES"})
    void repeatForTheSameSeed(AttackKind kind) {
        Attack attack = Attacks.of(kind);

        assertThat(attack.corrupt(UPDATE, new SplittableRandom(4)))
                .containsExactly(attack.corrupt(UPDATE, new SplittableRandom(4)));
    }

    @Test
    void changeNothingAsNone() {
        assertThat(Attacks.of(AttackKind.NONE).corrupt(UPDATE, new SplittableRandom(1)))
                .containsExactly(UPDATE);
    }

    @Test
    void flipEverySign() {
        assertThat(Attacks.of(AttackKind.SIGN_FLIP).corrupt(UPDATE, new SplittableRandom(1)))
                .containsExactly(-3, 4, -0.0f, -0.0f, 0, -5);
    }

    @Test
    void voteWithTheUpdatesOwnSize() {
        float size = (float) Math.sqrt(50 / 6.0);

        for (float vote : Attacks.of(AttackKind.RANDOM_VOTES).corrupt(UPDATE, new SplittableRandom(1))) {
            assertThat(Math.abs(vote)).isEqualTo(size);
        }
    }

    @Test
    void leaveAZeroUpdateHarmless() {
        for (float vote : Attacks.of(AttackKind.RANDOM_VOTES).corrupt(new float[100], new SplittableRandom(1))) {
            assertThat(vote).isZero();
        }
    }

    @Test
    void surviveAnUpdateWhoseSquaresOverflowAFloat() {
        for (float vote :
                Attacks.of(AttackKind.RANDOM_VOTES).corrupt(new float[] {1e30f, 1e30f}, new SplittableRandom(1))) {
            assertThat(Math.abs(vote)).isEqualTo(1e30f);
        }
    }

    /** z = 4.42: fair coins fail with probability 1e-5 each, the seeds are fixed. */
    @Test
    void voteByFairAndIndependentCoins() {
        int n = 100_000;
        float[] update = new float[n];
        Arrays.fill(update, 1);
        float[] votes = Attacks.of(AttackKind.RANDOM_VOTES).corrupt(update, new SplittableRandom(6));

        double bound = 4.42 * Math.sqrt(n);
        for (int lag : new int[] {0, 1, 2, 63, 64, 65, 128}) {
            double sum = IntStream.range(0, n - lag)
                    .mapToDouble(i -> lag == 0 ? votes[i] : votes[i] * votes[i + lag])
                    .sum();
            assertThat(sum).as("lag %d", lag).isCloseTo(0, within(bound));
        }
    }
}
