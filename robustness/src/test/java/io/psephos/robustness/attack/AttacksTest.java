package io.psephos.robustness.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.psephos.aggregation.WeightedMean;
import io.psephos.protocol.AttackKind;
import io.psephos.protocol.Choice;
import io.psephos.protocol.JobSpec.Weights;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class AttacksTest {
    private static final float[] UPDATE = {3, -4, 0, 0, -0.0f, 5};
    private static final float[] OTHER = {1, 1, 1, -1, 2, 0.5f};
    private static final float[] LAST = {1, -1, 0, 1, 1, 2};

    @ParameterizedTest
    @EnumSource(value = AttackKind.class, mode = EnumSource.Mode.EXCLUDE, names = "EXTENSION")
    void leaveWhatTheySeeAsItWas(AttackKind kind) {
        AttackView view = view(1, UPDATE.clone(), OTHER.clone());

        float[] corrupted = Attacks.of(Choice.of(kind)).corrupt(view);

        assertThat(view.update()).containsExactly(UPDATE);
        assertThat(view.honest().get(0)).containsExactly(OTHER);
        assertThat(view.last()).containsExactly(LAST);
        assertThat(corrupted)
                .hasSameSizeAs(UPDATE)
                .isNotSameAs(view.update())
                .isNotSameAs(view.honest().get(0))
                .isNotSameAs(view.last());
    }

    @ParameterizedTest
    @EnumSource(value = AttackKind.class, mode = EnumSource.Mode.EXCLUDE, names = "EXTENSION")
    void copeWithNoParameters(AttackKind kind) {
        assertThat(Attacks.of(Choice.of(kind)).corrupt(AttackView.alone(new float[0], new SplittableRandom(1))))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = AttackKind.class, mode = EnumSource.Mode.EXCLUDE, names = "EXTENSION")
    void copeWithNobodyElseAndNoPast(AttackKind kind) {
        float[] sent = Attacks.of(Choice.of(kind)).corrupt(AttackView.alone(UPDATE, new SplittableRandom(1)));

        assertThat(sent).hasSameSizeAs(UPDATE);
        for (float value : sent) {
            assertThat(Float.isFinite(value)).isEqualTo(kind != AttackKind.NOT_FINITE);
        }
    }

    @ParameterizedTest
    @EnumSource(value = AttackKind.class, mode = EnumSource.Mode.EXCLUDE, names = "EXTENSION")
    void repeatForTheSameSeed(AttackKind kind) {
        assertThat(Attacks.of(Choice.of(kind)).corrupt(view(4, UPDATE, OTHER)))
                .containsExactly(Attacks.of(Choice.of(kind)).corrupt(view(4, UPDATE, OTHER)));
    }

    /** An attacker that does not train has no update of its own, and colluding ones must not use theirs. */
    @ParameterizedTest
    @EnumSource(value = AttackKind.class, mode = EnumSource.Mode.EXCLUDE, names = "EXTENSION")
    void lookAtTheirOwnUpdateOnlyWhereTheyTrain(AttackKind kind) {
        Choice<AttackKind> choice = Choice.of(kind);
        if (!Attacks.needsTraining(choice)) {
            assertThat(Attacks.of(choice).corrupt(view(4, UPDATE, OTHER)))
                    .containsExactly(Attacks.of(choice).corrupt(view(4, new float[UPDATE.length], OTHER)));
        }
        assertThat(Attacks.isColluding(choice) && Attacks.needsTraining(choice)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(value = AttackKind.class, mode = EnumSource.Mode.EXCLUDE, names = "EXTENSION")
    void lookAtOthersOnlyWhereTheySaySo(AttackKind kind) {
        Choice<AttackKind> choice = Choice.of(kind);
        float[] sent = Attacks.of(choice).corrupt(view(4, UPDATE, OTHER));
        float[] amongOthers = Attacks.of(choice).corrupt(view(4, UPDATE, new float[] {-9, -8, 7, 6, 5, -4}));

        assertThat(Arrays.equals(sent, amongOthers)).isNotEqualTo(Attacks.looksAround(choice));
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "LABEL_FLIP", "BACKDOOR"})
    void leaveUpdatesToTrainingWhereDataIsAttacked(AttackKind kind) {
        assertThat(sent(Choice.of(kind))).containsExactly(UPDATE);
    }

    @Test
    void flipEverySign() {
        assertThat(sent(Choice.of(AttackKind.SIGN_FLIP))).containsExactly(-3, 4, -0.0f, -0.0f, 0, -5);
        assertThat(sent(Choice.of(AttackKind.SIGN_FLIP).with("factor", 10.0)))
                .containsExactly(-30, 40, -0.0f, -0.0f, 0, -50);
        assertThat(sent(Choice.of(AttackKind.SIGN_FLIP).with("of", "mean"))).containsExactly(-1, -1, -1, 1, -2, -0.5f);
    }

    @Test
    void sendWhatIsNoNumber() {
        assertThat(sent(Choice.of(AttackKind.NOT_FINITE))[0]).isNaN();
        assertThat(Arrays.copyOfRange(sent(Choice.of(AttackKind.NOT_FINITE)), 1, 6))
                .containsOnly(Float.POSITIVE_INFINITY);
    }

    @Test
    void stretchTheirOwnUpdateWithoutLeavingTheFloats() {
        assertThat(sent(Choice.of(AttackKind.LARGE_NORM))).containsExactly(300, -400, 0, 0, -0.0f, 500);
        assertThat(sent(Choice.of(AttackKind.LARGE_NORM).with("factor", 1e30))).startsWith(3e30f, -4e30f);
        assertThat(new LargeNorm(1e30).corrupt(AttackView.alone(new float[] {1e30f}, new SplittableRandom(1))))
                .containsExactly(Float.MAX_VALUE);
    }

    @Test
    void rideForFree() {
        Choice<AttackKind> rider = Choice.of(AttackKind.FREE_RIDER);
        assertThat(sent(rider)).containsExactly(LAST);
        assertThat(sent(rider.with("sends", "zero"))).containsOnly(0);
        float size = (float) Math.sqrt(8 / 6.0);
        for (float value : sent(rider.with("sends", "random"))) {
            assertThat(Math.abs(value)).isEqualTo(size);
        }
        assertThat(Attacks.of(rider).corrupt(AttackView.alone(UPDATE, new SplittableRandom(1))))
                .as("before anything was published")
                .containsOnly(0);
    }

    @Test
    void floodAgainstTheLastStep() {
        assertThat(sent(Choice.of(AttackKind.FLOOD))).containsExactly(-1, 1, -0.0f, -1, -1, -2);
    }

    @Test
    void replayWhatTheyComputedRoundsAgo() {
        Attack replay = Attacks.of(Choice.of(AttackKind.STALE_REPLAY).with("rounds", 2));

        assertThat(IntStream.range(0, 6)
                        .mapToObj(round ->
                                replay.corrupt(AttackView.alone(new float[] {round}, new SplittableRandom(1)))[0])
                        .toList())
                .containsExactly(0f, 0f, 0f, 1f, 2f, 3f);
    }

    @Test
    void voteWithTheUpdatesOwnSize() {
        float size = (float) Math.sqrt(50 / 6.0);

        for (float vote : sent(Choice.of(AttackKind.RANDOM_VOTES))) {
            assertThat(Math.abs(vote)).isEqualTo(size);
        }
    }

    @Test
    void leaveAZeroUpdateHarmless() {
        for (float vote : new RandomVotes().corrupt(AttackView.alone(new float[100], new SplittableRandom(1)))) {
            assertThat(vote).isZero();
        }
    }

    @Test
    void surviveAnUpdateWhoseSquaresOverflowAFloat() {
        AttackView view = AttackView.alone(new float[] {1e30f, 1e30f}, new SplittableRandom(1));

        for (float vote : new RandomVotes().corrupt(view)) {
            assertThat(Math.abs(vote)).isEqualTo(1e30f);
        }
    }

    /** z = 4.42: fair coins fail with probability 1e-5 each, the seeds are fixed. */
    @Test
    void voteByFairAndIndependentCoins() {
        int n = 100_000;
        float[] update = new float[n];
        Arrays.fill(update, 1);
        float[] votes = new RandomVotes().corrupt(AttackView.alone(update, new SplittableRandom(6)));

        double bound = 4.42 * Math.sqrt(n);
        for (int lag : new int[] {0, 1, 2, 63, 64, 65, 128}) {
            double sum = IntStream.range(0, n - lag)
                    .mapToDouble(i -> lag == 0 ? votes[i] : votes[i] * votes[i + lag])
                    .sum();
            assertThat(sum).as("lag %d", lag).isCloseTo(0, within(bound));
        }
    }

    /** z = 4.42: a right sampler fails with probability 1e-5 each, the seed is fixed. */
    @Test
    void drawNormalNoiseOfTheDeviation() {
        int n = 100_000;
        float[] noise = new GaussianNoise(3).corrupt(AttackView.alone(new float[n], new SplittableRandom(8)));

        double mean = IntStream.range(0, n).mapToDouble(i -> noise[i]).sum() / n;
        double square =
                IntStream.range(0, n).mapToDouble(i -> noise[i] * noise[i]).sum() / n;
        assertThat(mean).isCloseTo(0, within(4.42 * 3 / Math.sqrt(n)));
        assertThat(square).isCloseTo(9, within(4.42 * 9 * Math.sqrt(2.0 / n)));
    }

    private static float[] sent(Choice<AttackKind> choice) {
        return Attacks.of(choice).corrupt(view(1, UPDATE, OTHER));
    }

    private static AttackView view(long seed, float[] update, float[] other) {
        return new AttackView(
                update,
                List.of(other),
                1,
                3,
                LAST.clone(),
                new WeightedMean(Weights.UNIFORM),
                new SplittableRandom(seed));
    }
}
