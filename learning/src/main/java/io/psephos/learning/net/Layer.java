package io.psephos.learning.net;

import io.psephos.learning.kernel.Matrices;
import io.psephos.learning.kernel.MatrixKernel;
import java.util.Arrays;

/** One dense layer's parameters, gradient and activations in a thread's workspace. Rows are padded with zeros. */
final class Layer {
    final int inputs;
    final int outputs;
    /** Where the layer's parameters begin among the net's; biases are after weights. */
    private final int offset;

    /** Outputs by inputs. */
    final float[][] weights;

    final float[] biases;
    final float[][] weightGradient;
    final float[] biasGradient;
    /** Examples by outputs. */
    final float[][] activations;
    /** Loss gradient at the layer's outputs, then at its sums, examples by outputs. */
    final float[][] delta;

    private final float[] sums;

    /** @param offset of the layer's parameters among the net's */
    Layer(int inputs, int outputs, int offset, int block) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.offset = offset;
        this.weights = Matrices.zeros(outputs, inputs);
        this.biases = new float[Matrices.padded(outputs)];
        this.weightGradient = Matrices.zeros(outputs, inputs);
        this.biasGradient = new float[biases.length];
        this.activations = Matrices.zeros(block, outputs);
        this.delta = Matrices.zeros(block, outputs);
        this.sums = new float[biases.length];
    }

    /** Number of the layer's parameters. */
    int size() {
        return outputs * inputs + outputs;
    }

    void load(float[] parameters) {
        for (int output = 0; output < outputs; output++) {
            float[] row = weights[output];
            System.arraycopy(parameters, offset + output * inputs, row, 0, inputs);
            // Parameters without bounds may have left something other than zero there.
            Arrays.fill(row, inputs, row.length, 0);
        }
        System.arraycopy(parameters, offset + outputs * inputs, biases, 0, outputs);
        Arrays.fill(biases, outputs, biases.length, 0);
    }

    void store(float[] parameters) {
        for (int output = 0; output < outputs; output++) {
            System.arraycopy(weights[output], 0, parameters, offset + output * inputs, inputs);
        }
        System.arraycopy(biases, 0, parameters, offset + outputs * inputs, outputs);
    }

    /** @param input examples by inputs */
    void forward(MatrixKernel kernel, float[][] input, int rows) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(biases, 0, activations[row], 0, biases.length);
        }
        kernel.addDots(input, weights, activations, Matrices.dots(rows, outputs, inputs));
    }

    void rectify(int rows) {
        for (int row = 0; row < rows; row++) {
            float[] example = activations[row];
            for (int output = 0; output < example.length; output++) {
                example[output] = Math.max(0, example[output]);
            }
        }
    }

    void addGradient(MatrixKernel kernel, float[][] input, int rows) {
        kernel.descend(delta, input, weightGradient, -1, Matrices.extent(outputs, rows, inputs));
        descendBiases(biasGradient, -1, rows);
    }

    /** The step along the gradient of a batch that is one block. */
    void descend(MatrixKernel kernel, float[][] input, int rows, float learningRate) {
        kernel.descend(delta, input, weights, learningRate, Matrices.extent(outputs, rows, inputs));
        descendBiases(biases, learningRate, rows);
    }

    private void descendBiases(float[] parameters, float learningRate, int rows) {
        Arrays.fill(sums, 0);
        for (int row = 0; row < rows; row++) {
            float[] example = delta[row];
            for (int output = 0; output < sums.length; output++) {
                sums[output] += example[output];
            }
        }
        descend(learningRate, parameters, sums);
    }

    /** Propagates the loss gradient to the layer below, through that one's rectifier. */
    void propagate(MatrixKernel kernel, Layer below, int rows) {
        for (int row = 0; row < rows; row++) {
            Arrays.fill(below.delta[row], 0);
        }
        kernel.addProduct(delta, weights, below.delta, Matrices.extent(rows, outputs, inputs));
        below.maskByActivation(kernel, rows);
    }

    void clearGradient() {
        for (float[] row : weightGradient) {
            Arrays.fill(row, 0);
        }
        Arrays.fill(biasGradient, 0);
    }

    void scaleGradient(float factor) {
        for (float[] row : weightGradient) {
            scale(row, factor);
        }
        scale(biasGradient, factor);
    }

    /** Adds μ(p − p₀) + λp to the gradient. */
    void addPull(Pull pull) {
        for (int output = 0; output < outputs; output++) {
            pull.add(weights[output], offset + output * inputs, inputs, weightGradient[output], 1);
        }
        pull.add(biases, offset + outputs * inputs, outputs, biasGradient, 1);
    }

    /** Adds the layer's part of a gradient of all parameters. */
    void addGradient(float[] gradient) {
        for (int output = 0; output < outputs; output++) {
            add(gradient, offset + output * inputs, inputs, weightGradient[output]);
        }
        add(gradient, offset + outputs * inputs, outputs, biasGradient);
    }

    private static void add(float[] values, int offset, int count, float[] to) {
        for (int i = 0; i < count; i++) {
            to[i] += values[offset + i];
        }
    }

    /** The step along μ(p − p₀) + λp. */
    void descend(Pull pull, float learningRate) {
        for (int output = 0; output < outputs; output++) {
            pull.add(weights[output], offset + output * inputs, inputs, weights[output], -learningRate);
        }
        pull.add(biases, offset + outputs * inputs, outputs, biases, -learningRate);
    }

    void descend(float learningRate) {
        for (int row = 0; row < weights.length; row++) {
            descend(learningRate, weights[row], weightGradient[row]);
        }
        descend(learningRate, biases, biasGradient);
    }

    private void maskByActivation(MatrixKernel kernel, int rows) {
        for (int row = 0; row < rows; row++) {
            kernel.mask(activations[row], delta[row]);
        }
    }

    private static void scale(float[] values, float factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
    }

    private static void descend(float learningRate, float[] parameters, float[] gradient) {
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] -= learningRate * gradient[i];
        }
    }
}
