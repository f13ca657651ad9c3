package io.psephos.coordinator.model;

import io.psephos.protocol.KnownMetric;

/** The evaluation of parameters on examples that the server holds. */
@FunctionalInterface
public interface Evaluator {

    /** @param parameters flat, in the job's layout */
    Evaluation evaluate(float[] parameters);

    /**
     * What was measured.
     *
     * @param loss mean of the examples
     * @param accuracy from 0 to 1; NaN of a model that has none, such as a regression
     * @param examples number of examples
     */
    record Evaluation(double loss, double accuracy, long examples) {

        /** @throws IllegalArgumentException for an accuracy that is no share, such as a percentage, or a negative count */
        public Evaluation {
            if (!Double.isNaN(accuracy)) {
                KnownMetric.objection("accuracy", accuracy).ifPresent(objection -> {
                    throw new IllegalArgumentException(objection);
                });
            }
            if (examples < 0) {
                throw new IllegalArgumentException("examples must be >= 0, were " + examples);
            }
        }

        /** The evaluation of a model that has no accuracy. */
        public static Evaluation ofLoss(double loss, long examples) {
            return new Evaluation(loss, Double.NaN, examples);
        }

        /** Whether the model has an accuracy. */
        public boolean hasAccuracy() {
            return !Double.isNaN(accuracy);
        }
    }
}
