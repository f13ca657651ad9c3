package io.psephos.learning.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.psephos.learning.data.Examples;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradient of a step against central differences of a loss that is computed here, in double, by the textbook. */
final class GradientTest {
    private static final double DIFFERENCE = 1e-5;
    private static final double RATE = 0x1p-4;

    static List<Net> nets() {
        return List.of(
                Fixtures.softmax(7, 3), Fixtures.mlp(7, 5, 3), Fixtures.mlp(6, 17, 4, 3), Fixtures.mlp(33, 20, 2));
    }

    @ParameterizedTest
    @MethodSource("nets")
    void agreesWithFiniteDifferences(Net net) {
        // More examples than a block holds, so that a batch of several blocks is covered, too.
        Examples examples = Fixtures.random(Workspace.BLOCK + 9, net.featureCount(), net.classCount(), 5);
        float[] start = Fixtures.randomParameters(net, 6);
        float[] end = start.clone();

        new LocalTraining(net).train(end, examples, TrainingPlan.ofSteps(1, examples.count(), RATE), 1);

        double[] at = new double[start.length];
        for (int i = 0; i < at.length; i++) {
            at[i] = start[i];
        }
        for (int i = 0; i < at.length; i++) {
            double gradient = (start[i] - end[i]) / RATE;
            assertThat(gradient)
                    .as("parameter %d of %s", i, net.layout())
                    .isCloseTo(difference(net, at, i, examples), within(1e-5));
        }
    }

    /** The gradient of the mean loss, by central differences. */
    static double[] gradient(Net net, double[] parameters, Examples examples) {
        double[] at = parameters.clone();
        double[] gradient = new double[at.length];
        for (int i = 0; i < at.length; i++) {
            gradient[i] = difference(net, at, i, examples);
        }
        return gradient;
    }

    private static double difference(Net net, double[] at, int i, Examples examples) {
        double middle = at[i];
        at[i] = middle + DIFFERENCE;
        double above = loss(net, at, examples);
        at[i] = middle - DIFFERENCE;
        double below = loss(net, at, examples);
        at[i] = middle;
        return (above - below) / (2 * DIFFERENCE);
    }

    static double loss(Net net, double[] parameters, Examples examples) {
        double loss = 0;
        for (int example = 0; example < examples.count(); example++) {
            double[] outputs = outputs(net, parameters, examples.features(example));
            double sum = 0;
            for (double output : outputs) {
                sum += Math.exp(output);
            }
            loss += Math.log(sum) - outputs[examples.label(example)];
        }
        return loss / examples.count();
    }

    private static double[] outputs(Net net, double[] parameters, float[] features) {
        double[] values = new double[features.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = features[i];
        }
        int offset = 0;
        for (int layer = 0; layer < net.layerCount(); layer++) {
            boolean last = layer == net.layerCount() - 1;
            double[] next = new double[net.outputs(layer)];
            int biases = offset + values.length * next.length;
            for (int output = 0; output < next.length; output++) {
                next[output] = parameters[biases + output];
                for (int input = 0; input < values.length; input++) {
                    next[output] += parameters[offset + output * values.length + input] * values[input];
                }
                next[output] = last ? next[output] : Math.max(0, next[output]);
            }
            offset = biases + next.length;
            values = next;
        }
        return values;
    }
}
