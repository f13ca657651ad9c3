package io.psephos.samples;

import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A net that the server does not know: two inputs, a hidden layer of tanh, and a softmax over three classes without a
 * bias. It works on the flat vector, in which it looks its tensors up by name.
 */
final class OwnModel {
    private static final int INPUTS = 2;
    private static final int CLASSES = 3;

    private final int hidden;
    private final int bias1;
    private final int weight1;
    private final int weight2;

    /** @throws IllegalArgumentException for the layout of another model; the client declines with it */
    OwnModel(ParameterLayout layout) {
        List<Integer> shape =
                layout.tensors().get(indexOf(layout, "layer1.bias")).shape();
        hidden = shape.isEmpty() ? 1 : shape.get(0);
        bias1 = begin(layout, new TensorShape("layer1.bias", List.of(hidden)));
        weight1 = begin(layout, new TensorShape("layer1.weight", List.of(hidden, INPUTS)));
        weight2 = begin(layout, new TensorShape("layer2.weight", List.of(CLASSES, hidden)));
    }

    private static int indexOf(ParameterLayout layout, String name) {
        return IntStream.range(0, layout.tensors().size())
                .filter(i -> layout.tensors().get(i).name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the model needs a tensor '" + name + "', had "
                        + layout.tensors().stream().map(TensorShape::name).toList()));
    }

    /** The tensor's first index in the flat vector, whatever the layout's order. */
    private static int begin(ParameterLayout layout, TensorShape wanted) {
        int index = indexOf(layout, wanted.name());
        if (!layout.tensors().get(index).equals(wanted)) {
            throw new IllegalArgumentException(
                    "the model needs " + wanted + ", had " + layout.tensors().get(index));
        }
        return layout.tensors().stream()
                .limit(index)
                .mapToInt(tensor -> Math.toIntExact(tensor.size()))
                .sum();
    }

    /** Trains the parameters in place, in batches of distinct examples drawn at random; returns the steps taken. */
    int train(float[] parameters, Offer.Training terms, LocalExamples examples, RandomGenerator random) {
        int count = examples.count();
        int batch = Math.min(terms.batch(), count);
        Integer asked = terms.steps();
        Integer epochs = terms.epochs();
        int steps = asked != null ? asked : (epochs == null ? 1 : epochs) * ((count + batch - 1) / batch);
        for (int step = 0; step < steps; step++) {
            float[] gradient = new float[parameters.length];
            random.ints(0, count)
                    .distinct()
                    .limit(batch)
                    .sorted()
                    .forEach(i -> addGradient(gradient, parameters, examples.features()[i], examples.labels()[i]));
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] -= (float) (terms.learningRate() / batch * gradient[i]);
            }
        }
        return steps;
    }

    /** The share of examples that the model classifies correctly. */
    double accuracy(float[] parameters, LocalExamples examples) {
        return IntStream.range(0, examples.count())
                        .filter(i -> classOf(parameters, examples.features()[i]) == examples.labels()[i])
                        .count()
                / (double) examples.count();
    }

    /** Adds the gradient of the cross-entropy at one example. */
    void addGradient(float[] gradient, float[] parameters, float[] input, int label) {
        float[] activations = activations(parameters, input);
        double[] error = probabilities(parameters, activations);
        error[label] -= 1;
        for (int j = 0; j < hidden; j++) {
            double back = 0;
            for (int c = 0; c < CLASSES; c++) {
                gradient[weight2 + c * hidden + j] += (float) (error[c] * activations[j]);
                back += error[c] * parameters[weight2 + c * hidden + j];
            }
            double slope = back * (1 - activations[j] * activations[j]);
            gradient[bias1 + j] += (float) slope;
            for (int i = 0; i < INPUTS; i++) {
                gradient[weight1 + j * INPUTS + i] += (float) (slope * input[i]);
            }
        }
    }

    /** The cross-entropy at one example. */
    double loss(float[] parameters, float[] input, int label) {
        return -Math.log(probabilities(parameters, activations(parameters, input))[label]);
    }

    private int classOf(float[] parameters, float[] input) {
        double[] probabilities = probabilities(parameters, activations(parameters, input));
        return IntStream.range(0, CLASSES).reduce(0, (best, c) -> probabilities[c] > probabilities[best] ? c : best);
    }

    private float[] activations(float[] parameters, float[] input) {
        float[] activations = new float[hidden];
        for (int j = 0; j < hidden; j++) {
            double sum = parameters[bias1 + j];
            for (int i = 0; i < INPUTS; i++) {
                sum += parameters[weight1 + j * INPUTS + i] * input[i];
            }
            activations[j] = (float) Math.tanh(sum);
        }
        return activations;
    }

    private double[] probabilities(float[] parameters, float[] activations) {
        double[] odds = new double[CLASSES];
        double sum = 0;
        for (int c = 0; c < CLASSES; c++) {
            double score = 0;
            for (int j = 0; j < hidden; j++) {
                score += parameters[weight2 + c * hidden + j] * activations[j];
            }
            odds[c] = Math.exp(score);
            sum += odds[c];
        }
        for (int c = 0; c < CLASSES; c++) {
            odds[c] /= sum;
        }
        return odds;
    }
}
