package io.psephos.learning.net;

import io.psephos.learning.data.Examples;
import io.psephos.learning.kernel.Kernels;
import io.psephos.learning.kernel.MatrixKernel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Training of a net, in memory that is used again by every call.
 *
 * <p>For one thread at a time: a simulator keeps one a worker, whatever the number of clients.
 */
public final class LocalTraining {
    /** Examples whose memory is asked for at a time. */
    private static final int AHEAD = 64;

    private final Net net;
    private final Workspace workspace;
    /** Of terms that are not built in; made when they are first met. */
    private @Nullable TermGradient termMemory;
    /** Without meaning. */
    int fetched;

    public LocalTraining(Net net) {
        this(net, Kernels.best());
    }

    LocalTraining(Net net, MatrixKernel kernel) {
        this.net = net;
        this.workspace = new Workspace(net, kernel);
    }

    /**
     * Trains parameters in place.
     *
     * @param seed of the order of the examples; the same seed gives the same parameters
     * @throws IllegalArgumentException without examples, or when net, parameters and examples do not fit
     */
    public Result train(float[] parameters, Examples examples, TrainingPlan plan, long seed) {
        return train(parameters, parameters, examples, plan, seed);
    }

    /**
     * Trains from parameters that stay as they are.
     *
     * @param end becomes the trained parameters
     * @param seed of the order of the examples; the same seed gives the same parameters
     * @throws IllegalArgumentException without examples, or when net, parameters and examples do not fit
     */
    public Result train(float[] start, float[] end, Examples examples, TrainingPlan plan, long seed) {
        net.check(start, examples);
        net.check(end);
        workspace.load(start);
        Run run = new Run(start, examples, plan);
        run.walk.walk(seed, run::step);
        workspace.store(end);
        return run.result();
    }

    /**
     * The result of a call of {@code train}.
     *
     * @param steps taken
     * @param examples distinct ones used
     * @param meanLoss of the examples of all steps, each before its step
     */
    public record Result(int steps, int examples, double meanLoss) {}

    private TermGradient termGradient(float[] start) {
        TermGradient memory = termMemory == null ? new TermGradient(start.length) : termMemory;
        termMemory = memory;
        memory.begin(start);
        return memory;
    }

    /** One call of {@code train} in progress. */
    private final class Run {
        private final Pull pull;
        private final List<LocalTerm> terms;
        private final @Nullable TermGradient termGradient;
        private final Examples examples;
        private final TrainingPlan plan;
        private final BatchWalk walk;
        private final int[] order;
        private int steps;
        private int ahead;
        private long seen;
        private double loss;

        Run(float[] start, Examples examples, TrainingPlan plan) {
            this.pull = new Pull((float) plan.proximal(), (float) plan.weightDecay(), start);
            this.terms = plan.furtherTerms();
            this.termGradient = terms.isEmpty() ? null : termGradient(start);
            this.examples = examples;
            this.plan = plan;
            this.walk = new BatchWalk(plan, examples.count());
            this.order = walk.order();
        }

        Result result() {
            return new Result(steps, walk.distinct(), loss / seen);
        }

        private void step(int position, int count) {
            fetch(position, count);
            if (plan.momentum() == 0 && count <= Workspace.BLOCK && termGradient == null) {
                forward(position, count, count);
                workspace.descendAlone(count, pull, (float) plan.learningRate());
            } else {
                descend(position, count);
            }
            seen += count;
            steps++;
        }

        /** Asks for the memory of the examples to come, unless an earlier call did. */
        private void fetch(int position, int count) {
            if (position == 0) {
                ahead = 0;
            }
            int distinct = walk.distinct();
            if (Math.min(position + count, distinct) > ahead) {
                int from = Math.max(ahead, position);
                ahead = Math.min(Math.max(position + count, from + AHEAD), distinct);
                fetched = examples.fetch(order, from, ahead);
            }
        }

        private void forward(int position, int rows, int count) {
            for (int row = 0; row < rows; row++) {
                workspace.put(row, examples, order[(position + row) % order.length]);
            }
            workspace.forward(rows);
            loss += workspace.loss(rows, count);
        }

        /** By way of a gradient in memory, which momentum and terms add to or which sums up over blocks. */
        private void descend(int position, int count) {
            keepMomentum();
            for (int from = 0; from < count; from += Workspace.BLOCK) {
                int rows = Math.min(Workspace.BLOCK, count - from);
                forward(position + from, rows, count);
                workspace.backward(rows);
            }
            if (!pull.isNone()) {
                workspace.addPull(pull);
            }
            if (termGradient != null) {
                termGradient.addTo(workspace, terms);
            }
            workspace.descend((float) plan.learningRate());
        }

        /** Adds the gradient to what momentum keeps of the last direction. */
        private void keepMomentum() {
            if (plan.momentum() > 0 && steps > 0) {
                workspace.scaleGradient((float) plan.momentum());
            } else {
                workspace.clearGradient();
            }
        }
    }
}
