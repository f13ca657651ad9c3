package io.psephos.coordinator.model;

/** Judges parameters on examples that the server holds. */
@FunctionalInterface
public interface Evaluator {

    /** @param parameters flat, in the job's layout */
    Evaluation evaluate(float[] parameters);

    /** Mean loss and share of right answers. */
    record Evaluation(double loss, double accuracy, long examples) {}
}
