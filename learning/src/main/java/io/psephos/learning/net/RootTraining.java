package io.psephos.learning.net;

import io.psephos.learning.data.Examples;
import io.psephos.protocol.JobSpec;
import java.util.SplittableRandom;

/** The server's own training for FLTrust: the plan of its clients, on a few examples of its own that stay the same. */
public final class RootTraining {
    private final Net net;
    private final Examples chosen;
    private final TrainingPlan plan;

    /**
     * @param count of the examples to choose at random, at most as many as there are
     * @param seed of that choice
     * @throws IllegalArgumentException for more examples than there are
     */
    public RootTraining(Net net, Examples examples, int count, JobSpec.Training training, long seed) {
        if (count < 1 || count > examples.count()) {
            throw new IllegalArgumentException("1 to " + examples.count() + " examples can be chosen, was " + count);
        }
        this.net = net;
        this.chosen = examples.select(examples.draw(count, new SplittableRandom(seed)));
        this.plan = TrainingPlan.of(training);
    }

    /**
     * The server's own update: the parameters before less those after.
     *
     * @param parameters stay as they are
     * @param seed of the order of the examples
     */
    public float[] update(float[] parameters, long seed) {
        float[] trained = parameters.clone();
        new LocalTraining(net).train(trained, chosen, plan, seed);
        for (int i = 0; i < trained.length; i++) {
            trained[i] = parameters[i] - trained[i];
        }
        return trained;
    }
}
