package io.psephos.learning.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import io.psephos.learning.data.Examples;
import io.psephos.protocol.Choice;
import io.psephos.protocol.ExtensionException;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.MissingExtensionException;
import io.psephos.protocol.NetKind;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExampleTrainingTest {
    private static final DataSet DIGITS = DataSets.digits(1);
    private static final Examples SOME = DIGITS.training().range(0, 100);
    private static final Net BUILT_IN =
            Nets.byName(new JobSpec.Model("softmax", List.of(64, 10), 1)).orElseThrow();

    /** Softmax regression by hand, in the layout of the built-in one. */
    private static class Softmax implements ExampleNet {
        @Override
        public ParameterLayout layout() {
            return BUILT_IN.layout();
        }

        @Override
        public float[] initial(long seed) {
            return new float[650];
        }

        @Override
        public int featureCount() {
            return 64;
        }

        @Override
        public int classCount() {
            return 10;
        }

        @Override
        public double addGradient(float[] parameters, float[] features, int label, float[] gradient) {
            float[] scores = scores(parameters, features);
            double sum = 0;
            for (float score : scores) {
                sum += Math.exp(score);
            }
            for (int c = 0; c < 10; c++) {
                double slope = Math.exp(scores[c]) / sum - (c == label ? 1 : 0);
                for (int i = 0; i < 64; i++) {
                    gradient[64 * c + i] += (float) (slope * features[i]);
                }
                gradient[640 + c] += (float) slope;
            }
            return Math.log(sum) - scores[label];
        }

        @Override
        public float[] scores(float[] parameters, float[] features) {
            float[] scores = new float[10];
            for (int c = 0; c < 10; c++) {
                scores[c] = parameters[640 + c];
                for (int i = 0; i < 64; i++) {
                    scores[c] += parameters[64 * c + i] * features[i];
                }
            }
            return scores;
        }
    }

    private record Own(ExampleNet net) implements NetExtension {
        @Override
        public String name() {
            return "x-mine";
        }

        @Override
        public ExampleNet net(Choice<NetKind> choice, List<Integer> layers) {
            return net;
        }

        @Override
        public Optional<ExampleNet> ofLayout(ParameterLayout layout) {
            return Optional.of(net);
        }
    }

    private static ExtensionNet own(ExampleNet net) {
        Choice<NetKind> choice = Choice.of(NetKind.EXTENSION, new Own(net));
        return ExtensionNet.of(new JobSpec.Model(choice, List.of(64, 10), 1)).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"7, , 16, 0, 0, 0", ", 3, 16, 0, 0, 0", "9, , 300, 0.9, 0, 0", ", 2, 7, 0.5, 0.1, 0.3"})
    void takesTheStepsOfABuiltInNet(
            Integer steps, Integer epochs, int batch, double momentum, double weightDecay, double proximal) {
        LocalTerm term = (gradient, parameters, start) -> {
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] += 0.1f * (parameters[i] - 2 * start[i]);
            }
        };
        TrainingPlan plan = new TrainingPlan(
                steps == null ? OptionalInt.empty() : OptionalInt.of(steps),
                epochs == null ? OptionalInt.empty() : OptionalInt.of(epochs),
                batch,
                0.2,
                momentum,
                weightDecay,
                List.of(new Proximal(proximal), term));
        float[] start = new float[650];
        for (int i = 0; i < start.length; i++) {
            start[i] = (i % 13 - 6) / 60f;
        }
        float[] expected = new float[650];
        float[] actual = new float[650];
        ExampleTraining training = new ExampleTraining(own(new Softmax()));
        training.train(start, actual, SOME, TrainingPlan.ofSteps(3, 4, 0.1), 5);

        LocalTraining.Result known = new LocalTraining(BUILT_IN).train(start, expected, SOME, plan, 42);
        LocalTraining.Result result = training.train(start, actual, SOME, plan, 42);

        assertThat(actual).containsExactly(expected, within(1e-5f));
        assertThat(result.steps()).isEqualTo(known.steps());
        assertThat(result.examples()).isEqualTo(known.examples());
        assertThat(result.meanLoss()).isCloseTo(known.meanLoss(), within(1e-5));
        float[] inPlace = start.clone();
        training.train(inPlace, inPlace, SOME, plan, 42);
        assertThat(inPlace).isEqualTo(actual);
        NetEvaluation judged = own(new Softmax()).evaluate(actual, DIGITS.heldOut());
        NetEvaluation builtIn = NetEvaluation.of(BUILT_IN, actual, DIGITS.heldOut());
        assertThat(judged.loss()).isCloseTo(builtIn.loss(), within(1e-5));
        assertThat(judged.accuracy()).isEqualTo(builtIn.accuracy());
    }

    private static void train(ExampleNet net) {
        new ExampleTraining(own(net)).train(new float[650], new float[650], SOME, TrainingPlan.ofSteps(2, 8, 0.1), 1);
    }

    @Test
    void theFailureOfANetCarriesItsName() {
        assertFails(
                () -> train(new Softmax() {
                    @Override
                    public double addGradient(float[] parameters, float[] features, int label, float[] gradient) {
                        gradient[3] = Float.NaN;
                        return 1;
                    }
                }),
                "net 'x-mine' must add finite gradients, that of parameter 3 was NaN");
        assertFails(
                () -> train(new Softmax() {
                    @Override
                    public double addGradient(float[] parameters, float[] features, int label, float[] gradient) {
                        return Double.POSITIVE_INFINITY;
                    }
                }),
                "net 'x-mine' must return finite losses, returned Infinity");
        assertFails(
                () -> train(new Softmax() {
                    @Override
                    public double addGradient(float[] parameters, float[] features, int label, float[] gradient) {
                        throw new IllegalStateException("no loss today");
                    }
                }),
                "net 'x-mine' failed: IllegalStateException: no loss today");
        ExtensionNet shortOfScores = own(new Softmax() {
            @Override
            public float[] initial(long seed) {
                return new float[3];
            }

            @Override
            public float[] scores(float[] parameters, float[] features) {
                return new float[9];
            }

            @Override
            public double addGradient(float[] parameters, float[] features, int label, float[] gradient) {
                return 0;
            }
        });
        assertFails(
                () -> shortOfScores.evaluate(new float[650], SOME),
                "net 'x-mine' must return one score for each of 10 classes, returned 9");
        assertFails(
                () -> shortOfScores.initial(1), "net 'x-mine' must begin with the 650 parameters of its layout, had 3");
    }

    @Test
    void aGradientThatIsShorterThanTheNetBelievesFailsByName() {
        assertFails(
                () -> new ExampleTraining(own(new Softmax() {
                            @Override
                            public ParameterLayout layout() {
                                return new ParameterLayout(List.of(new TensorShape("short", List.of(640))));
                            }
                        }))
                        .train(new float[640], new float[640], SOME, TrainingPlan.ofSteps(1, 1, 0.1), 1),
                "net 'x-mine' failed: ArrayIndexOutOfBoundsException: Index 640 out of bounds for length 640");
    }

    @Test
    void trainingThatDivergedIsNoFailureOfTheNet() {
        float[] end = new float[650];
        float[] start = new float[650];
        start[0] = Float.NaN;

        new ExampleTraining(own(new Softmax())).train(start, end, SOME, TrainingPlan.ofSteps(2, 8, 0.1), 1);

        assertThat(end[0]).isNaN();
    }

    @Test
    void examplesThatDoNotFitAreRefused() {
        Examples narrow = new Examples(new float[][] {{1, 2}}, new int[] {0}, 2);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> own(new Softmax()).evaluate(new float[650], narrow))
                .withMessage("the net takes 64 features and 10 classes, the examples have 2 and 2");
    }

    @Test
    void aNetIsFoundByItsLayout() {
        Extensions extensions = Extensions.of(new Own(new Softmax()));
        ParameterLayout other = new ParameterLayout(List.of(new TensorShape("other", List.of(650))));

        assertThat(ExtensionNet.ofLayout(extensions, BUILT_IN.layout())).isPresent();
        assertThat(ExtensionNet.ofLayout(extensions, other)).isEmpty();
        assertThat(ExtensionNet.ofLayout(Extensions.NONE, BUILT_IN.layout())).isEmpty();
    }

    @Test
    void aNetThatIsNotHereIsMissed() {
        NetExtension here = new Own(new Softmax());
        Choice<NetKind> gone = Choice.of(NetKind.EXTENSION, Extensions.missing(here.family(), here.name()));

        assertThatExceptionOfType(MissingExtensionException.class)
                .isThrownBy(() -> Nets.of(new JobSpec.Model(gone, List.of(64, 10), 1)))
                .withMessageContaining("the net 'x-mine' is not here");
    }

    private static void assertFails(Runnable call, String message) {
        assertThatExceptionOfType(ExtensionException.class)
                .isThrownBy(call::run)
                .withMessage(message);
    }
}
