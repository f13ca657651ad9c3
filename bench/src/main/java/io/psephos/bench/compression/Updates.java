package io.psephos.bench.compression;

import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import io.psephos.learning.net.LocalTraining;
import io.psephos.learning.net.Net;
import io.psephos.learning.net.Nets;
import io.psephos.learning.net.TrainingPlan;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import java.util.List;
import java.util.SplittableRandom;

/**
 * An update to be compressed.
 *
 * @param values not copied
 */
public record Updates(ParameterLayout layout, float[] values) {
    private static final int ROUNDS_BEFORE = 20;

    /** A square matrix of independent standard Gaussians. */
    public static Updates gaussian(int side, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[side * side];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new Updates(square(side), values);
    }

    /** A square matrix of independent Laplace variables of variance 1. */
    public static Updates laplace(int side, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[side * side];
        for (int i = 0; i < values.length; i++) {
            double tail = -Math.log(1 - random.nextDouble()) / Math.sqrt(2);
            values[i] = (float) (random.nextBoolean() ? tail : -tail);
        }
        return new Updates(square(side), values);
    }

    /**
     * The update of 20 steps of batch 32 on handwritten digits, by a net of 64, 128 and 10 units after 400 such steps.
     */
    public static Updates gradient(long seed) {
        Net net = Nets.byName(new JobSpec.Model("mlp", List.of(64, 128, 10), seed))
                .orElseThrow();
        DataSet digits = DataSets.digits(seed);
        TrainingPlan plan = TrainingPlan.ofSteps(20, 32, 0.05);
        LocalTraining training = new LocalTraining(net);
        float[] parameters = net.initial(seed);
        for (int round = 0; round < ROUNDS_BEFORE; round++) {
            training.train(parameters, digits.training(), plan, seed + round);
        }
        float[] update = parameters.clone();
        training.train(parameters, digits.training(), plan, seed + ROUNDS_BEFORE);
        for (int i = 0; i < update.length; i++) {
            update[i] -= parameters[i];
        }
        return new Updates(net.layout(), update);
    }

    /** Root of the mean square. */
    public double deviation() {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares / values.length);
    }

    private static ParameterLayout square(int side) {
        return new ParameterLayout(List.of(new TensorShape("w", List.of(side, side))));
    }
}
