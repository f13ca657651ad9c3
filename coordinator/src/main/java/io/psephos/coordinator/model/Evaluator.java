package io.psephos.coordinator.model;

/** The evaluation of parameters on examples that the server holds. */
@FunctionalInterface
public interface Evaluator {

    /** @param parameters flat, in the job's layout */
    Evaluation evaluate(float[] parameters);

    /** The mean loss, the accuracy from 0 to 1 and the number of examples. */
    record Evaluation(double loss, double accuracy, long examples) {}
}
