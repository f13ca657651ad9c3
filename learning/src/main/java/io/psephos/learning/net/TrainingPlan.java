package io.psephos.learning.net;

import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Offer;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A plan of local training: minibatch SGD on the mean cross-entropy.
 *
 * @param steps batches to take, going round the shuffled examples; exactly one of steps and epochs is there
 * @param epochs passes over the examples, each shuffled anew, the last batch of each possibly smaller
 * @param batch examples a step; all of them where there are fewer
 * @param proximal weight μ of FedProx's pull μ/2·‖p − p₀‖² towards the parameters before (Li et al., 2020); 0 = none
 * @param momentum share β of the last direction that is kept: v ← β·v + gradient, p ← p − learning rate·v; v begins at
 *     0 in every training
 * @param weightDecay weight λ of the pull towards 0, λ·p in the gradient; 0 = none
 */
public record TrainingPlan(
        OptionalInt steps,
        OptionalInt epochs,
        int batch,
        double learningRate,
        double proximal,
        double momentum,
        double weightDecay) {

    /** A plan of plain SGD. */
    public TrainingPlan(OptionalInt steps, OptionalInt epochs, int batch, double learningRate, double proximal) {
        this(steps, epochs, batch, learningRate, proximal, 0, 0);
    }

    /** @throws IllegalArgumentException for both or neither of steps and epochs, or a number out of range */
    public TrainingPlan {
        if (steps.isPresent() == epochs.isPresent()) {
            throw new IllegalArgumentException("a plan has steps or epochs, had " + steps + " and " + epochs);
        }
        if (steps.orElse(1) < 1 || epochs.orElse(1) < 1 || batch < 1) {
            throw new IllegalArgumentException(
                    "steps, epochs and batch must be >= 1, were " + steps + ", " + epochs + " and " + batch);
        }
        if (!(learningRate > 0) || !(proximal >= 0) || Double.isInfinite(learningRate) || Double.isInfinite(proximal)) {
            throw new IllegalArgumentException("learning rate must be > 0 and proximal >= 0, both finite, were "
                    + learningRate + " and " + proximal);
        }
        if (!(momentum >= 0 && momentum < 1) || !(weightDecay >= 0) || Double.isInfinite(weightDecay)) {
            throw new IllegalArgumentException("momentum must be >= 0 and < 1, weight decay >= 0 and finite, were "
                    + momentum + " and " + weightDecay);
        }
    }

    public static TrainingPlan ofSteps(int steps, int batch, double learningRate) {
        return new TrainingPlan(OptionalInt.of(steps), OptionalInt.empty(), batch, learningRate, 0);
    }

    public static TrainingPlan ofEpochs(int epochs, int batch, double learningRate) {
        return new TrainingPlan(OptionalInt.empty(), OptionalInt.of(epochs), batch, learningRate, 0);
    }

    /** The plan that an offer asks for. */
    public static TrainingPlan of(Offer.Training training) {
        return new TrainingPlan(
                counted(training.steps()),
                counted(training.epochs()),
                training.batch(),
                training.learningRate(),
                training.proximal(),
                orZero(training.momentum()),
                orZero(training.weightDecay()));
    }

    private static double orZero(@Nullable Double value) {
        return value == null ? 0 : value;
    }

    private static OptionalInt counted(@Nullable Integer count) {
        return count == null ? OptionalInt.empty() : OptionalInt.of(count);
    }

    /** The plan of a job file's first round. */
    public static TrainingPlan of(JobSpec.Training training) {
        return new TrainingPlan(
                training.steps(),
                training.epochs(),
                training.batch(),
                training.learningRate(),
                training.proximal(),
                training.momentum(),
                training.weightDecay());
    }
}
