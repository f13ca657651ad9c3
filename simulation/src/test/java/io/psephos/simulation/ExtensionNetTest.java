package io.psephos.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.psephos.coordinator.jobfile.InvalidJobException;
import io.psephos.coordinator.jobfile.JobFile;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.hosting.HostedModels;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import io.psephos.learning.net.ExampleNet;
import io.psephos.learning.net.NetExtension;
import io.psephos.protocol.Choice;
import io.psephos.protocol.ExtensionException;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.MissingExtensionException;
import io.psephos.protocol.NetKind;
import io.psephos.protocol.Option;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExtensionNetTest {
    private static final DataSet DIGITS = DataSets.digits(1);

    /** Softmax regression by hand, a row a class and its bias last. */
    private record Softmax(int featureCount, int classCount) implements ExampleNet {
        @Override
        public ParameterLayout layout() {
            return new ParameterLayout(List.of(new TensorShape("rows", List.of(classCount, featureCount + 1))));
        }

        @Override
        public float[] initial(long seed) {
            return new float[classCount * (featureCount + 1)];
        }

        @Override
        public double addGradient(float[] parameters, float[] features, int label, float[] gradient) {
            float[] scores = scores(parameters, features);
            double sum = 0;
            for (float score : scores) {
                sum += Math.exp(score);
            }
            for (int i = 0; i < gradient.length; i++) {
                int row = i / (featureCount + 1);
                int column = i % (featureCount + 1);
                double slope = Math.exp(scores[row]) / sum - (row == label ? 1 : 0);
                gradient[i] += (float) (slope * (column < featureCount ? features[column] : 1));
            }
            return Math.log(sum) - scores[label];
        }

        @Override
        public float[] scores(float[] parameters, float[] features) {
            float[] scores = new float[classCount];
            for (int i = 0; i < parameters.length; i++) {
                int column = i % (featureCount + 1);
                scores[i / (featureCount + 1)] += parameters[i] * (column < featureCount ? features[column] : 1);
            }
            return scores;
        }
    }

    private static final NetExtension OWN = new NetExtension() {
        @Override
        public String name() {
            return "x-rows";
        }

        @Override
        public List<Option> options() {
            return List.of(Option.whole("spare", 0, 0, 1));
        }

        @Override
        public ExampleNet net(Choice<NetKind> choice, List<Integer> layers) {
            if (choice.whole("spare") == 1) {
                throw new IllegalStateException("nothing to spare");
            }
            return new Softmax(layers.get(0), layers.get(1));
        }
    };

    private static JobSpec job(String net, String more) {
        return JobFile.parse(JobYaml.tree("""
                model: {net: %s, layers: [64, 10], seed: 3}
                schedule: {rounds: 8, cohort: 5}
                training: {steps: 10, batch: 16, learningRate: 0.2}
                codec: {scheme: float32}
                optimizer: {learningRate: 1}
                %s
                """.formatted(net, more)), Extensions.of(OWN));
    }

    private static final String FIVE = "simulation: {clients: 5}";

    @Test
    void aNetOfOnesOwnLearnsWhatTheSameBuiltInOneDoes() throws InterruptedException {
        SimulationResult own = new Simulation(job("x-rows", FIVE), DIGITS, 2).run();
        SimulationResult builtIn = new Simulation(job("softmax", FIVE), DIGITS, 2).run();

        assertThat(own.accuracy()).isGreaterThan(0.8).isCloseTo(builtIn.accuracy(), within(0.01));
        assertThat(own.loss()).isCloseTo(builtIn.loss(), within(1e-3));
        assertThat(new Simulation(job("x-rows", FIVE), DIGITS, 1).run().digest())
                .isEqualTo(own.digest());
    }

    @Test
    void aBackdoorIsMeasuredByTheNetsScores() throws InterruptedException {
        String backdoor = "simulation: {clients: 5, attack: {kind: backdoor, clients: 2}}";

        SimulationResult own = new Simulation(job("x-rows", backdoor), DIGITS, 2).run();
        SimulationResult builtIn = new Simulation(job("softmax", backdoor), DIGITS, 2).run();

        assertThat(own.backdoorSuccess()).isGreaterThan(0.1).isCloseTo(builtIn.backdoorSuccess(), within(0.02));
    }

    @Test
    void aNetThatDoesNotFitTheDataIsRefused() {
        JobSpec narrow = JobFile.parse(JobYaml.tree("""
                model: {net: x-rows, layers: [63, 9]}
                codec: {scheme: float32}
                """), Extensions.of(OWN));

        assertThat(ModelFit.faults(narrow, DIGITS))
                .extracting(fault -> fault.path(), fault -> fault.detail().substring(0, 17))
                .containsExactly(
                        tuple("model.layers", "must begin with 6"), tuple("model.layers", "must end with 10,"));
    }

    @Test
    void aNetThatCannotBeMadeIsAFaultOfTheJob() {
        JobSpec spec = JobFile.parse(JobYaml.tree("""
                model: {net: x-rows, spare: 1, layers: [64, 10]}
                codec: {scheme: float32}
                """), Extensions.of(OWN));

        assertThat(ModelFit.faults(spec, DIGITS)).singleElement().satisfies(fault -> {
            assertThat(fault.path()).isEqualTo("model.net");
            assertThat(fault.detail()).isEqualTo("net 'x-rows' failed: IllegalStateException: nothing to spare");
        });
    }

    @Test
    void theServersOwnTrainingIsRefused() {
        assertThatExceptionOfType(InvalidJobException.class)
                .isThrownBy(() ->
                        new Simulation(job("x-rows", "aggregation: {rule: fltrust, examples: 50}\n" + FIVE), DIGITS, 1))
                .satisfies(e -> assertThat(e.violations()).singleElement().satisfies(violation -> {
                    assertThat(violation.path()).isEqualTo("aggregation.rule");
                    assertThat(violation.detail())
                            .isEqualTo("must do without examples of the server's own, was fltrust, which trains a"
                                    + " built-in net on some");
                }));
    }

    @Test
    void aServerWithoutTheJarSaysWhatIsMissing() {
        HostedModels models = HostedModels.over(DIGITS);
        JobSpec spec = job("x-rows", FIVE);
        JobSpec restored = JobFile.restore(JobFile.render(spec), Extensions.NONE);

        assertThat(models.parameterCount(spec.model())).hasValue(650);
        assertThat(models.forJob(spec)).isPresent();
        assertThat(models.medianMagnitude(restored.model())).isEmpty();
        assertThatExceptionOfType(MissingExtensionException.class).isThrownBy(() -> models.forJob(restored));
        assertThatExceptionOfType(ExtensionException.class).isThrownBy(() -> models.create(restored.model()));
    }
}
