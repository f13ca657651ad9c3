package io.psephos.aggregation.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.psephos.aggregation.Aggregate;
import io.psephos.aggregation.ClientUpdate;
import io.psephos.aggregation.Fold;
import io.psephos.aggregation.VoteMean;
import io.psephos.aggregation.optimizer.Sgd;
import io.psephos.compression.Dense;
import io.psephos.compression.Payload;
import io.psephos.compression.ScaledTernary;
import io.psephos.compression.Signs;
import io.psephos.compression.Ternary;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import io.psephos.protocol.state.NamedState;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class StepFeedbackTest {
    private static final float[] NONE = {};
    private static final int VOTERS = 31;
    private static final double RATE = 0.5;

    /** Unanimous coordinates of a tensor; the others are decided by one vote. */
    private static final int UNANIMOUS = 8;

    private static final int D = 64;
    private static final ParameterLayout LAYOUT = layout(D);

    @Test
    void theMajoritysVerdictLeavesNothingOut() {
        StageRun feedback = feedback(LAYOUT, RATE);
        Payload tied = new Ternary(D, new long[] {0b1011}, new long[] {0b0100});
        RoundResult published = feedback.of(new Aggregate(tied, 2, null), NamedState.EMPTY);
        assertThat(published.madeStep().payload().toDense())
                .containsExactly(new Sgd(LAYOUT)
                        .step(tied, RATE, NONE, NamedState.EMPTY)
                        .step()
                        .payload()
                        .toDense());
        assertThat(published.state()).isEqualTo(NamedState.EMPTY);
    }

    /** Also where the way through C is taken: the mean of equal magnitudes is the magnitude, to the last bit. */
    @Test
    void signsOfOneMagnitudeAreCompressedExactly() {
        Random random = new Random(8);
        ParameterLayout layout = layout(700, 1, 299);
        NamedState state = NamedState.EMPTY.with(StepFeedback.RESIDUAL, new float[1000]);
        for (double rate : new double[] {0.1, 1e-3, 0.7, 1 / 3.0}) {
            long[] words = random.longs(16).toArray();
            words[15] &= -1L >>> -1000;
            Aggregate verdict = new Aggregate(new Signs(1000, words), 3, null);
            RoundResult published = feedback(layout, rate).of(verdict, state);
            assertThat(published.madeStep().payload().toDense())
                    .containsExactly(new Sgd(layout)
                            .step(verdict.direction(), rate, NONE, NamedState.EMPTY)
                            .step()
                            .payload()
                            .toDense());
            assertThat(residual(published.state())).containsOnly(0);
            state = published.state();
        }
    }

    @Test
    void aMeanBecomesVotesAndTheRestGoesOn() {
        StageRun feedback = feedback(layout(2, 2), 1);
        Aggregate mean = new Aggregate(new Dense(new float[] {1, -0.5f, 0.25f, 0}), 4, null);
        RoundResult first = feedback.of(mean, NamedState.EMPTY);
        assertThat(first.madeStep().payload()).isInstanceOf(ScaledTernary.class);
        assertThat(first.madeStep().payload().toDense()).containsExactly(0.75f, -0.75f, 0.125f, 0);
        assertThat(residual(first.state())).containsExactly(0.25f, 0.25f, 0.125f, 0);
        RoundResult second = feedback.of(mean, first.state());
        assertThat(second.madeStep().payload().toDense()).containsExactly(0.75f, -0.75f, 0.1875f, 0);
        assertThat(residual(second.state())).containsExactly(0.5f, 0.5f, 0.1875f, 0);
        assertThat(residual(first.state())).containsExactly(0.25f, 0.25f, 0.125f, 0);
    }

    @Test
    void momentumIsTheOptimizersOwn() {
        StageRun feedback =
                new StageRun(new OptimizerStage(new Sgd(layout(2), 0.5), published -> 1), new StepFeedback(layout(2)));
        Aggregate mean = new Aggregate(new Dense(new float[] {1, -2}), 1, null);
        NamedState once = feedback.of(mean, NamedState.EMPTY).state();
        NamedState twice = feedback.of(mean, once).state();
        assertThat(once.floats(Sgd.MOMENTUM).orElseThrow()).containsExactly(1, -2);
        assertThat(twice.floats(Sgd.MOMENTUM).orElseThrow()).containsExactly(1.5f, -3);
    }

    @Test
    void aStepThatIsNotFiniteIsRefused() {
        Aggregate mean = new Aggregate(new Dense(new float[] {0, Float.MAX_VALUE}), 1, null);
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> feedback(layout(2), 2).of(mean, NamedState.EMPTY))
                .withMessageContaining("coordinate 1");
    }

    /** A hundred rounds one way, then the other: what is left out stays small, and steps soon turn. */
    @Test
    void theResidualStaysBoundedAndStepsTurnWithTheGradient() {
        StageRun feedback = feedback(LAYOUT, RATE);
        NamedState state = NamedState.EMPTY;
        int turned = -1;
        for (int round = 0; round < 300; round++) {
            int way = round < 100 ? 1 : -1;
            RoundResult published = feedback.of(votes(way), state);
            state = published.state();
            assertThat(largest(residual(state))).as("round %d", round).isLessThan(4 * RATE);
            if (round >= 100 && turned < 0 && published.madeStep().payload().toDense()[0] < 0) {
                turned = round - 100;
            }
        }
        assertThat(turned).isBetween(0, 5);
    }

    /** The same rounds with u = sign(x)/M, as M·e in whole numbers: E ← S + E − sgn(S + E). */
    @Test
    void withoutAScaleTheResidualGrowsAndKeepsTheOldDirection() {
        int residual = 0;
        for (int round = 0; round < 100; round++) {
            residual = residual(VOTERS, residual);
        }
        assertThat(residual / (double) VOTERS).isBetween(96.77, 96.78);
        int stubborn = 0;
        while (Integer.signum(-VOTERS + residual) > 0) {
            residual = residual(-VOTERS, residual);
            stubborn++;
        }
        assertThat(stubborn).isGreaterThan(90);
    }

    /** The seventh numerical check: three voters, two rounds, M·e = (0, −2), then (0, 0). */
    @Test
    void sumsOfVotesCarryTheResidualInWholeNumbers() {
        int[] first = sums(List.of(signs(0b01), signs(0b01), signs(0b00)));
        int[] second = sums(List.of(signs(0b11), signs(0b11), signs(0b00)));
        int[][] expected = {{0, -2}, {0, 0}};
        assertThat(first).containsExactly(1, -3);
        assertThat(second).containsExactly(1, 1);
        for (int i = 0; i < 2; i++) {
            int afterFirst = residual(first[i], 0);
            assertThat(afterFirst).isEqualTo(expected[0][i]);
            assertThat(residual(second[i], afterFirst)).isEqualTo(expected[1][i]);
        }
    }

    private static int residual(int sum, int residual) {
        return sum + residual - Integer.signum(sum + residual);
    }

    private static StageRun feedback(ParameterLayout layout, double rate) {
        return new StageRun(new OptimizerStage(new Sgd(layout), published -> rate), new StepFeedback(layout));
    }

    private static float[] residual(NamedState state) {
        return state.floats(StepFeedback.RESIDUAL).orElseThrow();
    }

    /** The mean of 31 votes: all one way in the first coordinates, 16 to 15 in the others. */
    private static Aggregate votes(int way) {
        long first = (1L << UNANIMOUS) - 1;
        Fold fold = new VoteMean().open(D);
        for (int i = 0; i < VOTERS; i++) {
            long votes = i <= VOTERS / 2 ? -1L : first;
            fold.add(update(i, new Signs(D, new long[] {way > 0 ? votes : ~votes})));
        }
        return fold.finish();
    }

    private static int[] sums(List<Signs> votes) {
        Fold fold = new VoteMean().open(2);
        for (int i = 0; i < votes.size(); i++) {
            fold.add(update(i, votes.get(i)));
        }
        float[] mean = fold.finish().direction().toDense();
        return IntStream.range(0, 2)
                .map(i -> Math.round(mean[i] * votes.size()))
                .toArray();
    }

    private static Signs signs(int word) {
        return new Signs(2, new long[] {word});
    }

    private static ClientUpdate update(int client, Payload payload) {
        return new ClientUpdate(new ClientId("client-" + client), payload, 1);
    }

    private static double largest(float[] values) {
        return IntStream.range(0, values.length)
                .mapToDouble(i -> Math.abs(values[i]))
                .max()
                .orElseThrow();
    }

    private static ParameterLayout layout(int... sizes) {
        return new ParameterLayout(IntStream.range(0, sizes.length)
                .mapToObj(i -> new TensorShape("tensor" + i, List.of(sizes[i])))
                .toList());
    }
}
