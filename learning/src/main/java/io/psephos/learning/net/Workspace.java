package io.psephos.learning.net;

import io.psephos.learning.data.Examples;
import io.psephos.learning.kernel.Matrices;
import io.psephos.learning.kernel.MatrixKernel;

/** A net's layers in memory that one thread uses again and again, a block of examples at a time. */
final class Workspace {
    /** Examples that pass through the layers together. */
    static final int BLOCK = 64;

    private final MatrixKernel kernel;
    private final Layer[] layers;
    private final Layer top;
    private final float[][] input;
    private final int[] labels = new int[BLOCK];
    private final CrossEntropy crossEntropy;

    Workspace(Net net, MatrixKernel kernel) {
        this.kernel = kernel;
        this.layers = new Layer[net.layerCount()];
        int offset = 0;
        for (int layer = 0; layer < layers.length; layer++) {
            layers[layer] = new Layer(net.inputs(layer), net.outputs(layer), offset, BLOCK);
            offset += layers[layer].size();
        }
        this.top = layers[layers.length - 1];
        this.input = Matrices.zeros(BLOCK, net.featureCount());
        this.crossEntropy = new CrossEntropy(net.classCount());
    }

    void load(float[] parameters) {
        for (Layer layer : layers) {
            layer.load(parameters);
        }
    }

    void store(float[] parameters) {
        for (Layer layer : layers) {
            layer.store(parameters);
        }
    }

    /** Puts an example into a row of the block. */
    void put(int row, Examples examples, int index) {
        examples.read(index, input[row]);
        labels[row] = examples.label(index);
    }

    void forward(int rows) {
        float[][] below = input;
        for (Layer layer : layers) {
            layer.forward(kernel, below, rows);
            if (layer != top) {
                layer.rectify(rows);
            }
            below = layer.activations;
        }
    }

    /** Summed loss of the block, which leaves the gradient of a batch's mean loss behind; call after {@link #forward}. */
    double loss(int rows, int batch) {
        return crossEntropy.loss(top.activations, labels, rows, batch, top.delta);
    }

    /** Summed loss of the block. */
    double loss(int rows) {
        return loss(rows, rows);
    }

    /** Number of examples of the block whose largest output is the right class. */
    int right(int rows) {
        return crossEntropy.right(top.activations, labels, rows);
    }

    /** Adds the block's share of the gradient; call after {@link #loss}. */
    void backward(int rows) {
        for (int i = layers.length - 1; i > 0; i--) {
            Layer below = layers[i - 1];
            layers[i].addGradient(kernel, below.activations, rows);
            layers[i].propagate(kernel, below, rows);
        }
        layers[0].addGradient(kernel, input, rows);
    }

    /**
     * A whole step of a batch that is one block and has no gradient from before; call after {@link #loss}. Each layer
     * passes its gradient on before its own parameters move.
     */
    void descendAlone(int rows, Pull pull, float learningRate) {
        for (int i = layers.length - 1; i > 0; i--) {
            layers[i].propagate(kernel, layers[i - 1], rows);
            descendAlone(layers[i], layers[i - 1].activations, rows, pull, learningRate);
        }
        descendAlone(layers[0], input, rows, pull, learningRate);
    }

    private void descendAlone(Layer layer, float[][] below, int rows, Pull pull, float learningRate) {
        if (!pull.isNone()) {
            layer.descend(pull, learningRate);
        }
        layer.descend(kernel, below, rows, learningRate);
    }

    void clearGradient() {
        for (Layer layer : layers) {
            layer.clearGradient();
        }
    }

    void scaleGradient(float factor) {
        for (Layer layer : layers) {
            layer.scaleGradient(factor);
        }
    }

    void addPull(Pull pull) {
        for (Layer layer : layers) {
            layer.addPull(pull);
        }
    }

    /** Adds a gradient of all parameters. */
    void addGradient(float[] gradient) {
        for (Layer layer : layers) {
            layer.addGradient(gradient);
        }
    }

    void descend(float learningRate) {
        for (Layer layer : layers) {
            layer.descend(learningRate);
        }
    }
}
