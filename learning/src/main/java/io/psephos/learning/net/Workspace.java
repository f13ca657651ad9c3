package io.psephos.learning.net;

import io.psephos.learning.kernel.Matrices;
import io.psephos.learning.kernel.MatrixKernel;

/** A net's layers in memory that one thread uses again and again, a block of examples at a time. */
final class Workspace {
    /** Examples that pass through the layers together. */
    static final int BLOCK = 64;

    private final MatrixKernel kernel;
    private final Layer[] layers;
    private final Layer top;
    /** Whether a first layer reads examples as they lie. */
    private final boolean isNarrow;

    private final float[][] inputByExample;
    private final float[][] inputByFeature;
    private final int[] labels = new int[BLOCK];
    private final CrossEntropy crossEntropy;

    Workspace(Net net, MatrixKernel kernel) {
        this.kernel = kernel;
        this.layers = new Layer[net.layerCount()];
        for (int layer = 0; layer < layers.length; layer++) {
            layers[layer] = new Layer(net.inputs(layer), net.outputs(layer), BLOCK);
        }
        this.isNarrow = net.outputs(0) <= MatrixKernel.UNIT;
        if (isNarrow) {
            layers[0] = new NarrowLayer(net.inputs(0), net.outputs(0), BLOCK);
        }
        this.top = layers[layers.length - 1];
        this.inputByExample = isNarrow ? new float[BLOCK][] : Matrices.zeros(BLOCK, net.featureCount());
        this.inputByFeature = Matrices.zeros(isNarrow ? 0 : net.featureCount(), BLOCK);
        this.crossEntropy = new CrossEntropy(net.classCount());
    }

    void load(float[] parameters) {
        int offset = 0;
        for (Layer layer : layers) {
            offset = layer.load(parameters, offset);
        }
    }

    void store(float[] parameters) {
        int offset = 0;
        for (Layer layer : layers) {
            offset = layer.store(parameters, offset);
        }
    }

    /** Puts an example into a row of the block. */
    void put(int row, float[] features, int label) {
        if (isNarrow) {
            inputByExample[row] = features;
        } else {
            System.arraycopy(features, 0, inputByExample[row], 0, features.length);
        }
        labels[row] = label;
    }

    void forward(int rows) {
        Matrices.transpose(inputByExample, rows, inputByFeature.length, inputByFeature);
        float[][] input = isNarrow ? inputByExample : inputByFeature;
        for (Layer layer : layers) {
            layer.forward(kernel, input, rows);
            if (layer != top) {
                layer.rectify(rows);
            }
            input = layer.byFeature;
        }
    }

    /** Summed loss of the block; call after {@link #forward} and once only, since it leaves the gradient behind. */
    double loss(int rows) {
        return crossEntropy.loss(top.byFeature, labels, rows, top.deltaByFeature);
    }

    /** Number of examples of the block whose largest output is the right class. */
    int right(int rows) {
        return crossEntropy.right(top.byFeature, labels, rows);
    }

    /** Adds the block's share of the gradient of a batch's mean loss; call after {@link #loss}. */
    void backward(int rows, int batch) {
        crossEntropy.scale(top.deltaByFeature, rows, 1f / batch);
        for (int i = layers.length - 1; i > 0; i--) {
            Layer below = layers[i - 1];
            Matrices.transpose(below.byFeature, below.outputs, rows, below.byExample);
            layers[i].addGradient(kernel, below.byExample, rows);
            layers[i].propagate(kernel, below, rows);
        }
        layers[0].addGradient(kernel, inputByExample, rows);
    }

    /** A whole step of a batch that is one block and has no gradient but its own; call after {@link #loss}. */
    void descendAlone(int rows, float learningRate) {
        crossEntropy.scale(top.deltaByFeature, rows, 1f / rows);
        for (int i = layers.length - 1; i > 0; i--) {
            Layer below = layers[i - 1];
            Matrices.transpose(below.byFeature, below.outputs, rows, below.byExample);
            layers[i].propagate(kernel, below, rows);
            layers[i].descend(kernel, below.byExample, rows, learningRate);
        }
        layers[0].turnDelta(rows);
        layers[0].descend(kernel, inputByExample, rows, learningRate);
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

    void shrink(float weightDecay) {
        for (Layer layer : layers) {
            layer.shrink(weightDecay);
        }
    }

    void pull(float proximal, float[] start) {
        int offset = 0;
        for (Layer layer : layers) {
            offset = layer.pull(proximal, start, offset);
        }
    }

    void descend(float learningRate) {
        for (Layer layer : layers) {
            layer.descend(learningRate);
        }
    }
}
