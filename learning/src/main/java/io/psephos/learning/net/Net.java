package io.psephos.learning.net;

import io.psephos.learning.data.Examples;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Dense layers with rectifiers between them and a softmax at the end; without hidden layers, logistic regression.
 *
 * <p>Immutable: parameters are flat vectors in the order of {@link #layout()}, scratch memory belongs to
 * {@link LocalTraining}.
 */
public final class Net implements TrainableNet {
    private final int[] widths;
    private final ParameterLayout layout;
    private final NetShape shape;

    /** @param widths of inputs, hidden layers and classes */
    Net(List<Integer> widths) {
        this.widths = widths.stream().mapToInt(Integer::intValue).toArray();
        this.layout = layout(widths);
        this.shape = new NetShape(layout.parameterCount(), widths.get(0), widths.get(widths.size() - 1));
    }

    /** The order of the tensors in the flat vector: of each layer the weights, a row an output, then the biases. */
    @Override
    public ParameterLayout layout() {
        return layout;
    }

    /** Number of features of an example. */
    @Override
    public int featureCount() {
        return widths[0];
    }

    @Override
    public int classCount() {
        return widths[widths.length - 1];
    }

    /**
     * The initial parameters, the same for a seed on every machine: weights uniform with variance 2/inputs (He et al.,
     * 2015), biases zero; all zeros where no layer is hidden.
     */
    @Override
    public float[] initial(long seed) {
        float[] parameters = new float[layout.parameterCount()];
        if (layerCount() > 1) {
            SplittableRandom random = new SplittableRandom(seed);
            int offset = 0;
            for (int layer = 0; layer < layerCount(); layer++) {
                int weights = inputs(layer) * outputs(layer);
                double bound = bound(layer);
                for (int i = offset; i < offset + weights; i++) {
                    parameters[i] = (float) (bound * (2 * random.nextDouble() - 1));
                }
                offset += weights + outputs(layer);
            }
        }
        return parameters;
    }

    /** The magnitude that half of the initial weights are expected to exceed; empty where all are zero. */
    public OptionalDouble medianMagnitude() {
        if (layerCount() == 1) {
            return OptionalDouble.empty();
        }
        double low = 0;
        double high =
                IntStream.range(0, layerCount()).mapToDouble(this::bound).max().orElse(0);
        while (high - low > 1e-6 * high) {
            double middle = (low + high) / 2;
            if (shareBelow(middle) < 0.5) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return OptionalDouble.of(high);
    }

    private double shareBelow(double magnitude) {
        double below = 0;
        double all = 0;
        for (int layer = 0; layer < layerCount(); layer++) {
            double weights = (double) inputs(layer) * outputs(layer);
            below += weights * Math.min(1, magnitude / bound(layer));
            all += weights;
        }
        return below / all;
    }

    /** The largest magnitude of a layer's initial weights. */
    private double bound(int layer) {
        return Math.sqrt(6.0 / inputs(layer));
    }

    int layerCount() {
        return widths.length - 1;
    }

    int inputs(int layer) {
        return widths[layer];
    }

    int outputs(int layer) {
        return widths[layer + 1];
    }

    @Override
    public Training training() {
        return new LocalTraining(this)::train;
    }

    @Override
    public NetEvaluation evaluate(float[] parameters, Examples examples) {
        return NetEvaluation.of(this, parameters, examples);
    }

    /** @throws IllegalArgumentException when the vector is not one of this net */
    void check(float[] parameters) {
        shape.check(parameters);
    }

    /** @throws IllegalArgumentException without examples, or when vector or examples are not for this net */
    void check(float[] parameters, Examples examples) {
        shape.check(parameters, examples);
    }

    private static ParameterLayout layout(List<Integer> widths) {
        List<TensorShape> tensors = new ArrayList<>();
        int layers = widths.size() - 1;
        for (int layer = 0; layer < layers; layer++) {
            String name = name(layer, layers);
            tensors.add(new TensorShape(name + ".weight", List.of(widths.get(layer + 1), widths.get(layer))));
            tensors.add(new TensorShape(name + ".bias", List.of(widths.get(layer + 1))));
        }
        return new ParameterLayout(tensors);
    }

    private static String name(int layer, int layers) {
        if (layer == layers - 1) {
            return "out";
        }
        return layers == 2 ? "hidden" : "hidden" + (layer + 1);
    }
}
