package io.psephos.samples;

import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Softmax regression in plain loops, for jobs with {@code model: {net: softmax}}. The flat vector is the matrix of one
 * row a class, then one bias a class.
 */
final class Softmax {
    private final int classes;
    private final int inputs;

    private Softmax(int classes, int inputs) {
        this.classes = classes;
        this.inputs = inputs;
    }

    /** @throws IllegalArgumentException for a layout that is no matrix and its bias; the client declines then */
    static Softmax of(ParameterLayout layout) {
        List<List<Integer>> shapes =
                layout.tensors().stream().map(tensor -> tensor.shape()).toList();
        if (shapes.size() != 2
                || shapes.get(0).size() != 2
                || !shapes.get(1).equals(shapes.get(0).subList(0, 1))) {
            throw new IllegalArgumentException("softmax needs tensors [classes, inputs] and [classes], had " + shapes);
        }
        return new Softmax(shapes.get(0).get(0), shapes.get(0).get(1));
    }

    /** Trains the parameters in place as the offer asks, on batches drawn at random. */
    static int train(float[] parameters, Offer offer, LocalExamples examples, RandomGenerator random) {
        Softmax model = of(offer.layout());
        Offer.Training training = offer.training();
        int batch = Math.min(training.batch(), examples.count());
        int steps = steps(training, examples.count());
        for (int step = 0; step < steps; step++) {
            model.step(
                    parameters,
                    examples,
                    random.ints(batch, 0, examples.count()).toArray(),
                    training.learningRate());
        }
        return steps;
    }

    /** Mean cross-entropy over all examples. */
    double loss(float[] parameters, LocalExamples examples) {
        double sum = 0;
        for (int i = 0; i < examples.count(); i++) {
            sum -= Math.log(probabilities(parameters, examples.features()[i])[examples.labels()[i]]);
        }
        return sum / examples.count();
    }

    private static int steps(Offer.Training training, int count) {
        Integer epochs = training.epochs();
        Integer steps = training.steps();
        if (epochs != null) {
            return Math.max(1, epochs * ((count + training.batch() - 1) / training.batch()));
        }
        return steps == null ? 1 : steps;
    }

    private void step(float[] parameters, LocalExamples examples, int[] batch, double learningRate) {
        float[] gradient = new float[parameters.length];
        for (int example : batch) {
            addGradient(gradient, parameters, examples.features()[example], examples.labels()[example]);
        }
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] -= (float) (learningRate / batch.length) * gradient[i];
        }
    }

    private void addGradient(float[] gradient, float[] parameters, float[] input, int label) {
        float[] error = probabilities(parameters, input);
        error[label] -= 1;
        for (int c = 0; c < classes; c++) {
            for (int i = 0; i < inputs; i++) {
                gradient[c * inputs + i] += error[c] * input[i];
            }
            gradient[classes * inputs + c] += error[c];
        }
    }

    private float[] probabilities(float[] parameters, float[] input) {
        float[] scores = new float[classes];
        float largest = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            scores[c] = parameters[classes * inputs + c];
            for (int i = 0; i < inputs; i++) {
                scores[c] += parameters[c * inputs + i] * input[i];
            }
            largest = Math.max(largest, scores[c]);
        }
        return normalized(scores, largest);
    }

    private static float[] normalized(float[] scores, float largest) {
        float sum = 0;
        for (int c = 0; c < scores.length; c++) {
            scores[c] = (float) Math.exp(scores[c] - largest);
            sum += scores[c];
        }
        for (int c = 0; c < scores.length; c++) {
            scores[c] /= sum;
        }
        return scores;
    }
}
