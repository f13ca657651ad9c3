package io.psephos.learning.net;

import io.psephos.learning.data.Examples;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Training of a user's net by the same steps as {@link LocalTraining} takes, one example after the other, in memory that
 * is used again by every call. For one thread at a time.
 */
public final class ExampleTraining {
    private final ExtensionNet net;
    private final float[] parameters;
    private final float[] gradient;
    private final float[] direction;
    private final float[] features;
    /** Made when terms are first met. */
    private @Nullable TermGradient termMemory;

    public ExampleTraining(ExtensionNet net) {
        this.net = net;
        this.parameters = new float[net.shape().parameters()];
        this.gradient = new float[parameters.length];
        this.direction = new float[parameters.length];
        this.features = new float[net.featureCount()];
    }

    /**
     * Trains from parameters that stay as they are, unless they are the same array as {@code end}.
     *
     * @param end becomes the trained parameters
     * @param seed of the order of the examples; the same seed gives the same parameters
     * @throws IllegalArgumentException without examples, or when net, parameters and examples do not fit
     * @throws io.psephos.protocol.ExtensionException where the net fails
     */
    public LocalTraining.Result train(float[] start, float[] end, Examples examples, TrainingPlan plan, long seed) {
        net.shape().check(start, examples);
        net.shape().check(end);
        System.arraycopy(start, 0, parameters, 0, parameters.length);
        Arrays.fill(direction, 0);
        Run run = new Run(start, examples, plan);
        run.walk.walk(seed, run::step);
        System.arraycopy(parameters, 0, end, 0, end.length);
        return new LocalTraining.Result(run.steps, run.walk.distinct(), run.loss / run.seen);
    }

    private TermGradient termGradient(float[] start) {
        TermGradient memory = termMemory == null ? new TermGradient(start.length) : termMemory;
        termMemory = memory;
        memory.begin(start);
        return memory;
    }

    /** One call of {@code train} in progress. */
    private final class Run {
        private final Examples examples;
        private final TrainingPlan plan;
        private final BatchWalk walk;
        private final Pull pull;
        private final List<LocalTerm> terms;
        private final @Nullable TermGradient termGradient;
        private int steps;
        private long seen;
        private double loss;

        Run(float[] start, Examples examples, TrainingPlan plan) {
            this.examples = examples;
            this.plan = plan;
            this.walk = new BatchWalk(plan, examples.count());
            this.pull = new Pull((float) plan.proximal(), (float) plan.weightDecay(), start);
            this.terms = plan.furtherTerms();
            this.termGradient = terms.isEmpty() ? null : termGradient(start);
        }

        void step(int position, int count) {
            Arrays.fill(gradient, 0);
            double sum = 0;
            int[] order = walk.order();
            for (int i = 0; i < count; i++) {
                int example = order[(position + i) % order.length];
                examples.read(example, features);
                sum += net.addGradient(parameters, features, examples.label(example), gradient);
            }
            net.requireFinite(sum, gradient, parameters);
            descend(count);
            loss += sum;
            seen += count;
            steps++;
        }

        private void descend(int count) {
            float momentum = (float) plan.momentum();
            for (int i = 0; i < direction.length; i++) {
                direction[i] = momentum * direction[i] + gradient[i] / count;
            }
            if (!pull.isNone()) {
                pull.add(parameters, 0, parameters.length, direction, 1);
            }
            if (termGradient != null) {
                termGradient.addTo(direction, parameters, terms);
            }
            float rate = (float) plan.learningRate();
            for (int i = 0; i < direction.length; i++) {
                parameters[i] -= rate * direction[i];
            }
        }
    }
}
