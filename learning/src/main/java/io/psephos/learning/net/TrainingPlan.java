package io.psephos.learning.net;

import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Offer;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A plan of local training: minibatch SGD on the mean cross-entropy.
 *
 * @param steps batches to take, going round the shuffled examples; exactly one of steps and epochs is there
 * @param epochs passes over the examples, each shuffled anew, the last batch of each possibly smaller
 * @param batch examples a step; all of them where there are fewer
 * @param momentum share β of the last direction that is kept: v ← β·v + gradient, p ← p − learning rate·v; v begins at
 *     0 in every training
 * @param weightDecay weight λ of the pull towards 0, λ·p in the gradient; 0 = none
 * @param terms what else is added to the gradient
 */
public record TrainingPlan(
        OptionalInt steps,
        OptionalInt epochs,
        int batch,
        double learningRate,
        double momentum,
        double weightDecay,
        List<LocalTerm> terms) {
    private static final Proximal NO_PULL = new Proximal(0);

    /** A plan of plain SGD with a proximal term of so much weight; 0 = none. */
    public TrainingPlan(OptionalInt steps, OptionalInt epochs, int batch, double learningRate, double proximal) {
        this(steps, epochs, batch, learningRate, proximal, 0, 0);
    }

    /** A plan with no term but a proximal one of so much weight; 0 = none. */
    public TrainingPlan(
            OptionalInt steps,
            OptionalInt epochs,
            int batch,
            double learningRate,
            double proximal,
            double momentum,
            double weightDecay) {
        this(steps, epochs, batch, learningRate, momentum, weightDecay, List.of(new Proximal(proximal)));
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
        if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
            throw new IllegalArgumentException("learning rate must be > 0 and finite, was " + learningRate);
        }
        if (!(momentum >= 0 && momentum < 1) || !(weightDecay >= 0) || Double.isInfinite(weightDecay)) {
            throw new IllegalArgumentException("momentum must be >= 0 and < 1, weight decay >= 0 and finite, were "
                    + momentum + " and " + weightDecay);
        }
        terms = terms.stream().filter(term -> !term.equals(NO_PULL)).toList();
    }

    public static TrainingPlan ofSteps(int steps, int batch, double learningRate) {
        return new TrainingPlan(OptionalInt.of(steps), OptionalInt.empty(), batch, learningRate, 0);
    }

    public static TrainingPlan ofEpochs(int epochs, int batch, double learningRate) {
        return new TrainingPlan(OptionalInt.empty(), OptionalInt.of(epochs), batch, learningRate, 0);
    }

    /**
     * The plan that an offer asks for, with built-in terms.
     *
     * @throws IllegalArgumentException as the other one
     */
    public static TrainingPlan of(Offer.Training training) {
        return of(training, LocalTerms.BUILT_IN);
    }

    /**
     * The plan that an offer asks for.
     *
     * @throws IllegalArgumentException for a regularizer that is not among the known ones, or a number out of range
     */
    public static TrainingPlan of(Offer.Training training, LocalTerms known) {
        return new TrainingPlan(
                counted(training.steps()),
                counted(training.epochs()),
                training.batch(),
                training.learningRate(),
                orZero(training.momentum()),
                orZero(training.weightDecay()),
                known.of(training));
    }

    private static double orZero(@Nullable Double value) {
        return value == null ? 0 : value;
    }

    private static OptionalInt counted(@Nullable Integer count) {
        return count == null ? OptionalInt.empty() : OptionalInt.of(count);
    }

    /** The plan of a job file's first round, with built-in terms. */
    public static TrainingPlan of(JobSpec.Training training) {
        return of(training, LocalTerms.BUILT_IN);
    }

    /**
     * The plan of a job file's first round.
     *
     * @throws IllegalArgumentException for a regularizer that is not among the known ones
     */
    public static TrainingPlan of(JobSpec.Training training, LocalTerms known) {
        return new TrainingPlan(
                training.steps(),
                training.epochs(),
                training.batch(),
                training.learningRate(),
                training.momentum(),
                training.weightDecay(),
                known.of(training.regularizers().stream().map(Offer.Term::of).toList()));
    }

    /** The weight of all proximal terms together. */
    double proximal() {
        return terms.stream()
                .mapToDouble(term -> term instanceof Proximal proximal ? proximal.mu() : 0)
                .sum();
    }

    /** The terms that are not proximal. */
    List<LocalTerm> furtherTerms() {
        return terms.stream().filter(term -> !(term instanceof Proximal)).toList();
    }
}
