package io.psephos.learning.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import io.psephos.learning.data.Examples;
import io.psephos.learning.kernel.Kernels;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LocalTrainingTest {

    @Test
    void learnsTheDigits() {
        DataSet digits = DataSets.digits(1);
        Net net = Fixtures.mlp(64, 32, 10);
        float[] parameters = net.initial(1);
        double before = NetEvaluation.of(net, parameters, digits.heldOut()).loss();

        LocalTraining.Result result =
                new LocalTraining(net).train(parameters, digits.training(), TrainingPlan.ofEpochs(10, 10, 0.1), 1);

        NetEvaluation after = NetEvaluation.of(net, parameters, digits.heldOut());
        assertThat(result.meanLoss()).isLessThan(before);
        assertThat(after.accuracy()).isGreaterThan(0.93);
        assertThat(after.examples()).isEqualTo(digits.heldOut().count());
    }

    @Test
    void givesTheSameBitsForTheSameSeedOnEveryKernelAndInUsedMemory() {
        Net net = Fixtures.mlp(20, 12, 4);
        Examples examples = Fixtures.random(50, 20, 4, 2);
        TrainingPlan plan = TrainingPlan.ofEpochs(3, 8, 0.1);
        float[] plain = net.initial(1);
        new LocalTraining(net, Kernels.plain()).train(plain, examples, plan, 9);

        LocalTraining used = new LocalTraining(net);
        used.train(net.initial(4), Fixtures.random(70, 20, 4, 3), plan, 5);
        float[] best = net.initial(1);
        used.train(best, examples, plan, 9);
        float[] otherSeed = net.initial(1);
        used.train(otherSeed, examples, plan, 10);

        assertThat(best).containsExactly(plain);
        assertThat(otherSeed).isNotEqualTo(best);
    }

    /** A momentum that is 0 in float32 leads by way of the gradient, block by block, to the same bits. */
    @ParameterizedTest
    @CsvSource({"4, 8", "12, 8", "16, 50", "17, 8", "40, 64"})
    void aStepTakenAtOnceHasTheBitsOfOneByItsGradient(int hidden, int batch) {
        for (Net net : List.of(Fixtures.mlp(20, hidden, 9, 4), Fixtures.softmax(20, hidden))) {
            Examples examples = Fixtures.random(150, 20, 4, 2);
            float[] atOnce = net.initial(1);
            new LocalTraining(net).train(atOnce, examples, TrainingPlan.ofEpochs(2, batch, 0.1), 9);
            float[] byGradient = net.initial(1);
            TrainingPlan other = new TrainingPlan(OptionalInt.empty(), OptionalInt.of(2), batch, 0.1, 0, 1e-60, 0);
            new LocalTraining(net).train(byGradient, examples, other, 9);

            assertThat(atOnce).containsExactly(byGradient);
        }
    }

    /** Widths are no multiples of what fills a row, so that there is padding everywhere. */
    @ParameterizedTest
    @ValueSource(doubles = {1e6, 1e39})
    void whatDivergedLeavesNothingBehind(double rate) {
        Net net = Fixtures.mlp(20, 7, 9, 4);
        Examples examples = Fixtures.random(50, 20, 4, 2);
        TrainingPlan plan = TrainingPlan.ofEpochs(2, 8, 0.1);
        float[] expected = net.initial(1);
        new LocalTraining(net).train(expected, examples, plan, 9);

        LocalTraining used = new LocalTraining(net);
        used.train(net.initial(1), examples, TrainingPlan.ofEpochs(3, 8, rate), 3);
        float[] after = net.initial(1);
        used.train(after, examples, plan, 9);

        assertThat(after).containsExactly(expected);
    }

    @Test
    void trainsFromParametersThatStayAsTheyAre() {
        Net net = Fixtures.mlp(20, 7, 9, 4);
        Examples examples = Fixtures.random(50, 20, 4, 2);
        TrainingPlan plan = new TrainingPlan(OptionalInt.empty(), OptionalInt.of(2), 8, 0.1, 0.5, 0, 0.01);
        float[] inPlace = net.initial(1);
        new LocalTraining(net).train(inPlace, examples, plan, 9);
        float[] start = net.initial(1);
        float[] end = new float[start.length];

        new LocalTraining(net).train(start, end, examples, plan, 9);

        assertThat(start).containsExactly(net.initial(1));
        assertThat(end).containsExactly(inPlace);
    }

    @ParameterizedTest
    @CsvSource({
        // examples, steps, batch, distinct
        "10, 1, 4, 4",
        "10, 2, 4, 8",
        "10, 3, 4, 10",
        "10, 1, 100, 10",
        "10, 5, 10, 10",
        "1, 7, 3, 1",
        "100, 1, 80, 80"
    })
    void countsStepsAndDistinctExamples(int count, int steps, int batch, int distinct) {
        Net net = Fixtures.softmax(3, 2);

        LocalTraining.Result result = new LocalTraining(net)
                .train(net.initial(1), Fixtures.random(count, 3, 2, 1), TrainingPlan.ofSteps(steps, batch, 0.1), 1);

        assertThat(result.steps()).isEqualTo(steps);
        assertThat(result.examples()).isEqualTo(distinct);
    }

    @Test
    void keepsTheLastPartialBatchOfAnEpoch() {
        Net net = Fixtures.softmax(3, 2);

        LocalTraining.Result result = new LocalTraining(net)
                .train(net.initial(1), Fixtures.random(10, 3, 2, 1), TrainingPlan.ofEpochs(2, 4, 0.1), 1);

        assertThat(result).extracting("steps", "examples").containsExactly(6, 10);
    }

    /** One indicator feature an example: the gradient of the first column shows which examples a step used. */
    @Test
    void drawsEveryExampleOnceBeforeAnyTwice() {
        int count = 12;
        Net net = Fixtures.softmax(count, 2);
        float[][] rows = new float[count][count];
        for (int i = 0; i < count; i++) {
            rows[i][i] = 1;
        }
        Examples examples = new Examples(rows, new int[count], 2);
        float[] parameters = net.initial(1);

        new LocalTraining(net).train(parameters, examples, TrainingPlan.ofSteps(3, 4, 0.001), 3);

        for (int i = 0; i < count; i++) {
            // Each weight moved by about rate · (1 − 1/2) / batch, once.
            assertThat((double) parameters[i]).isCloseTo(0.001 * 0.5 / 4, within(1e-6));
        }
    }

    @Test
    void takesAllExamplesOnceWhereTheBatchIsLarger() {
        Net net = Fixtures.mlp(5, 4, 3);
        Examples examples = Fixtures.random(20, 5, 3, 8);
        float[] all = net.initial(1);
        float[] more = net.initial(1);

        new LocalTraining(net).train(all, examples, TrainingPlan.ofSteps(1, 20, 0.1), 1);
        new LocalTraining(net).train(more, examples, TrainingPlan.ofSteps(1, 500, 0.1), 1);

        assertThat(more).containsExactly(all);
    }

    @Test
    void pullsTowardsTheStartWithAProximalTerm() {
        Net net = Fixtures.mlp(5, 4, 3);
        Examples examples = Fixtures.random(20, 5, 3, 8);
        float[] start = Fixtures.randomParameters(net, 2);

        float[] once = trained(net, start, examples, 1, 0.5);
        float[] freeOnce = trained(net, start, examples, 1, 0);
        float[] free = trained(net, start, examples, 40, 0);
        float[] pulled = trained(net, start, examples, 40, 0.5);

        assertThat(once).as("no pull where nothing has moved yet").containsExactly(freeOnce);
        assertThat(distance(start, pulled)).isLessThan(0.9 * distance(start, free));
    }

    /** Two steps by hand on the full batch: p₂ = p₁ − r(g(p₁) + μ(p₁ − p₀)). */
    @Test
    void addsExactlyTheProximalGradient() {
        Net net = Fixtures.softmax(5, 3);
        Examples examples = Fixtures.random(20, 5, 3, 8);
        float[] start = Fixtures.randomParameters(net, 2);
        float[] one = trained(net, start, examples, 1, 0);

        float[] free = trained(net, start, examples, 2, 0);
        float[] pulled = trained(net, start, examples, 2, 0.5);

        for (int i = 0; i < start.length; i++) {
            assertThat((double) pulled[i] - free[i]).isCloseTo(-0.1 * 0.5 * (one[i] - start[i]), within(1e-6));
        }
    }

    @Test
    void evaluatesAsTheTextbookDoes() {
        Net net = Fixtures.mlp(6, 5, 3);
        Examples examples = Fixtures.random(3 * Workspace.BLOCK + 5, 6, 3, 4);
        float[] parameters = Fixtures.randomParameters(net, 7);
        double[] doubles = new double[parameters.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = parameters[i];
        }

        NetEvaluation evaluation = NetEvaluation.of(net, parameters, examples);

        assertThat(evaluation.loss()).isCloseTo(GradientTest.loss(net, doubles, examples), within(1e-6));
        assertThat(evaluation.examples()).isEqualTo(examples.count());
    }

    @Test
    void countsRightAnswers() {
        Net net = Fixtures.softmax(2, 2);
        Examples examples = new Examples(new float[][] {{1, 0}, {0, 1}, {1, 0}, {0, 1}}, new int[] {0, 1, 1, 1}, 2);
        float[] identity = {1, 0, 0, 1, 0, 0};

        assertThat(NetEvaluation.of(net, identity, examples).accuracy()).isEqualTo(0.75);
    }

    @Test
    void survivesOutputsThatWouldOverflowAnExponential() {
        Net net = Fixtures.softmax(1, 2);
        Examples examples = new Examples(new float[][] {{1}}, new int[] {1}, 2);

        assertThat(NetEvaluation.of(net, new float[] {2000, -2000, 0, 0}, examples)
                        .loss())
                .isCloseTo(4000, within(1e-3));
    }

    @Test
    void refusesWhatDoesNotFit() {
        LocalTraining training = new LocalTraining(Fixtures.softmax(3, 2));
        TrainingPlan plan = TrainingPlan.ofSteps(1, 1, 0.1);
        float[] parameters = new float[8];

        assertThatIllegalArgumentException()
                .isThrownBy(() -> training.train(parameters, Fixtures.random(0, 3, 2, 1), plan, 1))
                .withMessageContaining("at least one example");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> training.train(new float[9], Fixtures.random(1, 3, 2, 1), plan, 1))
                .withMessageContaining("9");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NetEvaluation.of(Fixtures.softmax(3, 2), parameters, Fixtures.random(1, 4, 2, 1)))
                .withMessageContaining("4");
    }

    @Test
    void checksPlans() {
        assertThatIllegalArgumentException().isThrownBy(() -> TrainingPlan.ofSteps(0, 1, 0.1));
        assertThatIllegalArgumentException().isThrownBy(() -> TrainingPlan.ofEpochs(1, 0, 0.1));
        assertThatIllegalArgumentException().isThrownBy(() -> TrainingPlan.ofEpochs(1, 1, Double.NaN));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrainingPlan(OptionalInt.of(1), OptionalInt.of(1), 1, 0.1, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrainingPlan(OptionalInt.of(1), OptionalInt.empty(), 1, 0.1, -1))
                .withMessageContaining("-1.0");
    }

    private static float[] trained(Net net, float[] start, Examples examples, int steps, double proximal) {
        float[] parameters = start.clone();
        new LocalTraining(net)
                .train(
                        parameters,
                        examples,
                        new TrainingPlan(OptionalInt.of(steps), OptionalInt.empty(), 100, 0.1, proximal),
                        1);
        return parameters;
    }

    private static double distance(float[] a, float[] b) {
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            squares += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(squares);
    }
}
