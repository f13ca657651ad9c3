package io.psephos.samples.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.psephos.client.Trained;
import io.psephos.client.TrainingTask;
import io.psephos.coordinator.model.Evaluator.Evaluation;
import io.psephos.learning.data.Examples;
import io.psephos.protocol.ParameterLayout;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A net of two convolutions and a linear layer for pictures of 28 × 28 pixels, trained by Deep Java Library's PyTorch.
 *
 * <p>All clients share one, each for as long as its task takes: DJL collects the gradients of one training at a time in a
 * process.
 */
final class ConvolutionalNet implements AutoCloseable {
    private static final int SIDE = 28;
    private static final int AT_A_TIME = 1000;

    private final Engine engine;
    private final NDManager manager;
    private final FlatBlock net;
    private final Loss loss = Loss.softmaxCrossEntropyLoss();

    ConvolutionalNet(int classes, long seed) {
        this.engine = Engine.getEngine("PyTorch");
        engine.setRandomSeed((int) seed);
        this.manager = engine.newBaseManager();
        this.net = new FlatBlock(layers(classes), manager, new Shape(1, 1, SIDE, SIDE));
    }

    private static Block layers(int classes) {
        return new SequentialBlock()
                .add(convolution(8))
                .add(Activation::relu)
                .add(convolution(16))
                .add(Activation::relu)
                .add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(classes).build());
    }

    private static Block convolution(int filters) {
        return Conv2d.builder()
                .setKernelShape(new Shape(5, 5))
                .optStride(new Shape(2, 2))
                .setFilters(filters)
                .build();
    }

    ParameterLayout layout() {
        return net.layout();
    }

    /** The parameters as the engine drew them. */
    synchronized float[] first() {
        return net.values();
    }

    /** Trains from the task's parameters, by steps on examples that are drawn. */
    synchronized Trained train(TrainingTask task, Examples examples, RandomGenerator random) {
        net.become(task.parameters());
        int steps = Objects.requireNonNull(task.offer().training().steps(), "the job says epochs");
        int batch = Math.min(task.offer().training().batch(), examples.count());
        Optimizer descent = Optimizer.sgd()
                .setLearningRateTracker(
                        Tracker.fixed((float) task.offer().training().learningRate()))
                .build();
        for (int step = 0; step < steps; step++) {
            step(examples, random.ints(batch, 0, examples.count()).toArray(), descent);
        }
        return new Trained(net.values(), steps, Math.min(examples.count(), (long) steps * batch));
    }

    private void step(Examples examples, int[] drawn, Optimizer descent) {
        try (NDManager ofStep = manager.newSubManager()) {
            try (GradientCollector gradients = engine.newGradientCollector()) {
                NDArray output = output(examples, drawn, ofStep, true);
                gradients.backward(loss.evaluate(labels(examples, drawn, ofStep), new NDList(output)));
            }
            for (NDArray array : net.arrays()) {
                NDArray gradient = array.getGradient();
                gradient.attach(ofStep);
                descent.update(array.getName(), array, gradient);
                // PyTorch adds to gradients.
                gradient.subi(gradient);
            }
        }
    }

    private NDArray output(Examples examples, int[] chosen, NDManager at, boolean training) {
        float[] pixels = new float[chosen.length * SIDE * SIDE];
        for (int i = 0; i < chosen.length; i++) {
            System.arraycopy(examples.features(chosen[i]), 0, pixels, i * SIDE * SIDE, SIDE * SIDE);
        }
        NDArray pictures = at.create(pixels, new Shape(chosen.length, 1, SIDE, SIDE));
        return net.block()
                .forward(new ParameterStore(at, false), new NDList(pictures), training)
                .singletonOrThrow();
    }

    private static NDList labels(Examples examples, int[] chosen, NDManager at) {
        float[] labels = new float[chosen.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = examples.label(chosen[i]);
        }
        return new NDList(at.create(labels));
    }

    /** Measures parameters on examples, so many at a time. */
    synchronized Evaluation evaluate(float[] parameters, Examples examples) {
        net.become(parameters);
        double sum = 0;
        long right = 0;
        for (int begin = 0; begin < examples.count(); begin += AT_A_TIME) {
            int[] some = IntStream.range(begin, Math.min(begin + AT_A_TIME, examples.count()))
                    .toArray();
            try (NDManager ofBlock = manager.newSubManager()) {
                NDArray output = output(examples, some, ofBlock, false);
                NDList labels = labels(examples, some, ofBlock);
                sum += some.length
                        * (double) loss.evaluate(labels, new NDList(output)).getFloat();
                right += right(output.argMax(1).toLongArray(), labels.head().toFloatArray());
            }
        }
        return new Evaluation(sum / examples.count(), (double) right / examples.count(), examples.count());
    }

    private static long right(long[] guesses, float[] labels) {
        return IntStream.range(0, labels.length)
                .filter(i -> guesses[i] == labels[i])
                .count();
    }

    @Override
    public void close() {
        manager.close();
    }
}
