package io.psephos.learning.data;

/**
 * Examples to train on, and examples that are never trained on.
 *
 * @param heldOut has the same features and classes
 */
public record DataSet(String name, Examples training, Examples heldOut) {

    /** @throws IllegalArgumentException when features or classes differ */
    public DataSet {
        if (training.featureCount() != heldOut.featureCount() || training.classCount() != heldOut.classCount()) {
            throw new IllegalArgumentException(
                    "both parts of " + name + " must be alike, had " + training + " and " + heldOut);
        }
    }
}
