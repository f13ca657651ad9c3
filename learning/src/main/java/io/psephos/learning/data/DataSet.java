package io.psephos.learning.data;

import java.util.List;
import java.util.Optional;

/**
 * Examples to train on, and examples that are never trained on.
 *
 * @param heldOut has the same features and classes
 * @param clients those that the set itself has
 * @param notes what was done to the files' content, a line each
 */
public record DataSet(
        String name, Examples training, Examples heldOut, Optional<NaturalClients> clients, List<String> notes) {

    /** @throws IllegalArgumentException when features or classes differ */
    public DataSet {
        if (training.featureCount() != heldOut.featureCount() || training.classCount() != heldOut.classCount()) {
            throw new IllegalArgumentException(
                    "both parts of " + name + " must be alike, had " + training + " and " + heldOut);
        }
        notes = List.copyOf(notes);
    }

    /** Examples that belong to nobody. */
    public DataSet(String name, Examples training, Examples heldOut) {
        this(name, training, heldOut, Optional.empty(), List.of());
    }
}
