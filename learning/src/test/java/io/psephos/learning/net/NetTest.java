package io.psephos.learning.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.Row;
import io.psephos.protocol.TensorShape;
import io.psephos.protocol.model.ModelDigest;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class NetTest {

    @Row("model.net mlp")
    @Test
    void namesTheTensorsOfOneHiddenLayer() {
        assertThat(Fixtures.mlp(64, 128, 10).layout().tensors())
                .containsExactly(
                        new TensorShape("hidden.weight", List.of(128, 64)),
                        new TensorShape("hidden.bias", List.of(128)),
                        new TensorShape("out.weight", List.of(10, 128)),
                        new TensorShape("out.bias", List.of(10)));
        assertThat(Fixtures.mlp(64, 128, 10).layout().parameterCount()).isEqualTo(9610);
    }

    @Test
    void numbersTheTensorsOfSeveralHiddenLayers() {
        assertThat(Fixtures.mlp(4, 3, 5, 2).layout().tensors())
                .extracting(TensorShape::name)
                .containsExactly(
                        "hidden1.weight", "hidden1.bias", "hidden2.weight", "hidden2.bias", "out.weight", "out.bias");
    }

    @Row("model.net softmax")
    @Test
    void hasOneLayerAsSoftmax() {
        Net net = Fixtures.softmax(784, 10);

        assertThat(net.layout().tensors())
                .containsExactly(
                        new TensorShape("out.weight", List.of(10, 784)), new TensorShape("out.bias", List.of(10)));
        assertThat(net.initial(5)).hasSize(7850).containsOnly(0);
        assertThat(net.featureCount()).isEqualTo(784);
        assertThat(net.classCount()).isEqualTo(10);
    }

    @Test
    void halfOfTheInitialWeightsAreBelowTheMedianMagnitude() {
        Net net = Fixtures.mlp(64, 128, 10);
        double median = net.medianMagnitude().orElseThrow();
        float[] initial = net.initial(3);
        int below = 0;
        int weights = 0;
        for (float weight : initial) {
            below += weight != 0 && Math.abs(weight) < median ? 1 : 0;
            weights += weight != 0 ? 1 : 0;
        }
        assertThat(weights).isEqualTo(128 * 64 + 10 * 128);
        // The standard error is half a percent.
        assertThat((double) below / weights).isCloseTo(0.5, within(0.02));
        assertThat(Fixtures.mlp(6, 5, 5, 5).medianMagnitude().orElseThrow()).isCloseTo(0.5288, within(1e-4));
        assertThat(Fixtures.softmax(784, 10).medianMagnitude()).isEmpty();
    }

    static List<JobSpec.Model> impossible() {
        return List.of(
                new JobSpec.Model("cnn", List.of(784, 10), 1),
                new JobSpec.Model("softmax", List.of(784), 1),
                new JobSpec.Model("softmax", List.of(784, 20, 10), 1),
                new JobSpec.Model("softmax", List.of(), 1),
                new JobSpec.Model("mlp", List.of(784, 10), 1),
                new JobSpec.Model("mlp", List.of(784, 0, 10), 1),
                new JobSpec.Model("mlp", List.of(-1, 5, 10), 1),
                new JobSpec.Model("mlp", List.of(784, 5, 1), 1),
                new JobSpec.Model("mlp", List.of(1 << 30, 1 << 30, 10), 1));
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void knowsWhatItCannotBuild(JobSpec.Model model) {
        assertThat(Nets.byName(model)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("possible")
    void isFoundByItsLayout(JobSpec.Model model) {
        Net net = Nets.byName(model).orElseThrow();

        assertThat(Nets.ofLayout(net.layout()).orElseThrow().layout()).isEqualTo(net.layout());
        assertThat(Nets.parameterCount(model)).isEqualTo(net.layout().parameterCount());
    }

    static List<JobSpec.Model> possible() {
        return List.of(
                new JobSpec.Model("softmax", List.of(64, 10), 1),
                new JobSpec.Model("mlp", List.of(64, 20, 10), 1),
                new JobSpec.Model("mlp", List.of(4, 3, 5, 2), 1));
    }

    @Test
    void ofForeignLayoutsThereIsNone() {
        assertThat(Nets.ofLayout(layout("conv", 10, 64))).isEmpty();
        assertThat(Nets.ofLayout(layout("out", 1, 64))).isEmpty();
        assertThat(Nets.ofLayout(new ParameterLayout(List.of(new TensorShape("out.bias", List.of(10))))))
                .isEmpty();
    }

    private static ParameterLayout layout(String name, int outputs, int inputs) {
        return new ParameterLayout(List.of(
                new TensorShape(name + ".weight", List.of(outputs, inputs)),
                new TensorShape(name + ".bias", List.of(outputs))));
    }

    /** The digest was computed once; another on any machine means that jobs no longer start alike. */
    @Test
    void startsAlikeEverywhere() {
        Net net = Fixtures.mlp(64, 128, 10);

        assertThat(ModelDigest.hex(net.initial(7)))
                .isEqualTo("121d1d80fe8e225c91a17f2d83e0aaaaebeb96b656ea51952e59c1161eec1989")
                .isNotEqualTo(ModelDigest.hex(net.initial(8)));
    }

    @Test
    void startsWithZeroBiasesAndWeightsOfVarianceTwoOverInputs() {
        float[] parameters = Fixtures.mlp(64, 128, 10).initial(3);

        assertThat(Arrays.copyOfRange(parameters, 64 * 128, 64 * 128 + 128)).containsOnly(0);
        double squares = 0;
        for (int i = 0; i < 64 * 128; i++) {
            squares += parameters[i] * parameters[i];
        }
        // Kurtosis of the uniform is 1.8: sd of the variance is variance · sqrt(0.8 / n); z = 4.42 fails once in 1e5.
        double variance = 2.0 / 64;
        assertThat(squares / (64 * 128)).isCloseTo(variance, within(4.42 * variance * Math.sqrt(0.8 / (64 * 128))));
    }
}
