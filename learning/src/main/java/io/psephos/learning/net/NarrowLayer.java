package io.psephos.learning.net;

import io.psephos.learning.kernel.Matrices;
import io.psephos.learning.kernel.MatrixKernel;

/**
 * A first layer of no more outputs than one vector holds, as of logistic regression. Its weights stand input by input, so
 * that examples are read as they lie, without turning them for every batch, and none is padded to a full vector; the
 * sums are those of any layer, bit for bit. It has nobody below to propagate a gradient to.
 */
final class NarrowLayer extends Layer {
    /** Inputs by examples, where a gradient is summed over blocks. */
    private final float[][] inputByFeature;

    NarrowLayer(int inputs, int outputs, int block) {
        super(inputs, outputs, block, inputs, outputs);
        this.inputByFeature = Matrices.zeros(inputs, block);
    }

    @Override
    int load(float[] parameters, int offset) {
        for (int input = 0; input < inputs; input++) {
            float[] row = weights[input];
            for (int output = 0; output < outputs; output++) {
                row[output] = parameters[offset + output * inputs + input];
            }
        }
        int next = offset + outputs * inputs;
        System.arraycopy(parameters, next, biases, 0, outputs);
        return next + outputs;
    }

    @Override
    int store(float[] parameters, int offset) {
        for (int input = 0; input < inputs; input++) {
            float[] row = weights[input];
            for (int output = 0; output < outputs; output++) {
                parameters[offset + output * inputs + input] = row[output];
            }
        }
        int next = offset + outputs * inputs;
        System.arraycopy(biases, 0, parameters, next, outputs);
        return next + outputs;
    }

    /** @param inputByExample rows as long as the inputs */
    @Override
    void forward(MatrixKernel kernel, float[][] inputByExample, int rows) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(biases, 0, byExample[row], 0, outputs);
        }
        kernel.addProduct(inputByExample, weights, byExample, Matrices.extent(rows, inputs, outputs));
        Matrices.transpose(byExample, rows, outputs, byFeature);
    }

    @Override
    void addGradient(MatrixKernel kernel, float[][] inputByExample, int rows) {
        turnDelta(rows);
        Matrices.transpose(inputByExample, rows, inputs, inputByFeature);
        kernel.addProduct(inputByFeature, deltaByExample, weightGradient, Matrices.extent(inputs, rows, outputs));
        addBiasGradient(rows);
    }

    @Override
    void descend(MatrixKernel kernel, float[][] inputByExample, int rows, float learningRate) {
        kernel.descend(inputByExample, deltaByExample, weights, learningRate, Matrices.extent(inputs, rows, outputs));
        descendBiases(rows, learningRate);
    }

    @Override
    int pull(float proximal, float[] start, int offset) {
        for (int input = 0; input < inputs; input++) {
            for (int output = 0; output < outputs; output++) {
                weightGradient[input][output] +=
                        proximal * (weights[input][output] - start[offset + output * inputs + input]);
            }
        }
        return pullBiases(proximal, start, offset + outputs * inputs);
    }
}
