package io.psephos.learning.net;

import io.psephos.learning.kernel.Matrices;
import io.psephos.learning.kernel.MatrixKernel;
import java.util.Arrays;

/**
 * One dense layer's parameters, gradient and activations in a thread's workspace.
 *
 * <p>Activations stand feature by feature for the way forward and example by example for the gradient, so that every
 * product reads whole rows.
 */
class Layer {
    final int inputs;
    final int outputs;
    final float[][] weights;
    final float[] biases;
    final float[][] weightGradient;
    final float[] biasGradient;
    /** Outputs by examples. */
    final float[][] byFeature;
    /** Examples by outputs. */
    final float[][] byExample;
    /** Loss gradient at the layer's sums, outputs by examples. */
    final float[][] deltaByFeature;
    /** Loss gradient at the layer's outputs, then at its sums, examples by outputs. */
    final float[][] deltaByExample;

    Layer(int inputs, int outputs, int block) {
        this(inputs, outputs, block, outputs, inputs);
    }

    /** @param rows of the weights, which have so many columns */
    Layer(int inputs, int outputs, int block, int rows, int columns) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.weights = Matrices.zeros(rows, columns);
        this.biases = new float[outputs];
        this.weightGradient = Matrices.zeros(rows, columns);
        this.biasGradient = new float[outputs];
        this.byFeature = Matrices.zeros(outputs, block);
        this.byExample = Matrices.zeros(block, outputs);
        this.deltaByFeature = Matrices.zeros(outputs, block);
        this.deltaByExample = Matrices.zeros(block, outputs);
    }

    int load(float[] parameters, int offset) {
        int next = offset;
        for (float[] row : weights) {
            System.arraycopy(parameters, next, row, 0, inputs);
            next += inputs;
        }
        System.arraycopy(parameters, next, biases, 0, outputs);
        return next + outputs;
    }

    int store(float[] parameters, int offset) {
        int next = offset;
        for (float[] row : weights) {
            System.arraycopy(row, 0, parameters, next, inputs);
            next += inputs;
        }
        System.arraycopy(biases, 0, parameters, next, outputs);
        return next + outputs;
    }

    void forward(MatrixKernel kernel, float[][] inputByFeature, int rows) {
        for (int output = 0; output < outputs; output++) {
            Arrays.fill(byFeature[output], 0, Matrices.padded(rows), biases[output]);
        }
        kernel.addProduct(weights, inputByFeature, byFeature, Matrices.extent(outputs, inputs, rows));
    }

    void rectify(int rows) {
        for (float[] feature : byFeature) {
            for (int row = 0; row < rows; row++) {
                feature[row] = Math.max(0, feature[row]);
            }
        }
    }

    void addGradient(MatrixKernel kernel, float[][] inputByExample, int rows) {
        kernel.addProduct(deltaByFeature, inputByExample, weightGradient, Matrices.extent(outputs, rows, inputs));
        addBiasGradient(rows);
    }

    final void addBiasGradient(int rows) {
        for (int output = 0; output < outputs; output++) {
            biasGradient[output] += sum(deltaByFeature[output], rows);
        }
    }

    /** The step along the gradient of a batch that is one block, as the gradient is summed; call after {@link #turnDelta}. */
    void descend(MatrixKernel kernel, float[][] inputByExample, int rows, float learningRate) {
        kernel.descend(deltaByExample, inputByExample, weights, learningRate, Matrices.extent(outputs, rows, inputs));
        descendBiases(rows, learningRate);
    }

    final void descendBiases(int rows, float learningRate) {
        for (int output = 0; output < outputs; output++) {
            biases[output] -= learningRate * sum(deltaByFeature[output], rows);
        }
    }

    /** Propagates the loss gradient to the layer below, through that one's rectifier. */
    void propagate(MatrixKernel kernel, Layer below, int rows) {
        turnDelta(rows);
        for (int row = 0; row < rows; row++) {
            Arrays.fill(below.deltaByExample[row], 0);
        }
        kernel.addProduct(deltaByExample, weights, below.deltaByExample, Matrices.extent(rows, outputs, inputs));
        Matrices.transpose(below.deltaByExample, rows, inputs, below.deltaByFeature);
        below.maskByActivation(rows);
    }

    /** Puts the loss gradient example by example. */
    final void turnDelta(int rows) {
        Matrices.transpose(deltaByFeature, outputs, rows, deltaByExample);
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

    /** Adds λp to the gradient. */
    void shrink(float weightDecay) {
        for (int row = 0; row < weights.length; row++) {
            shrink(weightDecay, weights[row], weightGradient[row]);
        }
        shrink(weightDecay, biases, biasGradient);
    }

    /** Adds μ(p − p₀) to the gradient. */
    int pull(float proximal, float[] start, int offset) {
        int next = offset;
        for (int output = 0; output < outputs; output++) {
            pull(proximal, weights[output], weightGradient[output], start, next, inputs);
            next += inputs;
        }
        return pullBiases(proximal, start, next);
    }

    final int pullBiases(float proximal, float[] start, int offset) {
        pull(proximal, biases, biasGradient, start, offset, outputs);
        return offset + outputs;
    }

    void descend(float learningRate) {
        for (int row = 0; row < weights.length; row++) {
            descend(learningRate, weights[row], weightGradient[row]);
        }
        descend(learningRate, biases, biasGradient);
    }

    private void maskByActivation(int rows) {
        for (int output = 0; output < outputs; output++) {
            float[] activation = byFeature[output];
            float[] delta = deltaByFeature[output];
            for (int row = 0; row < rows; row++) {
                delta[row] = activation[row] > 0 ? delta[row] : 0;
            }
        }
    }

    private static float sum(float[] values, int count) {
        float sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[i];
        }
        return sum;
    }

    private static void pull(
            float proximal, float[] parameters, float[] gradient, float[] start, int offset, int count) {
        for (int i = 0; i < count; i++) {
            gradient[i] += proximal * (parameters[i] - start[offset + i]);
        }
    }

    private static void scale(float[] values, float factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
    }

    private static void shrink(float weightDecay, float[] parameters, float[] gradient) {
        for (int i = 0; i < parameters.length; i++) {
            gradient[i] += weightDecay * parameters[i];
        }
    }

    private static void descend(float learningRate, float[] parameters, float[] gradient) {
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] -= learningRate * gradient[i];
        }
    }
}
