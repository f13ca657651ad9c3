package io.psephos.coordinator.cohort;

import java.util.Set;

/**
 * The selection of a roster job's clients for a round. Pure: the same input gives the same names, whenever and wherever
 * it is asked, since a restart in the middle of a round asks again. Whatever is random about it comes from {@link
 * SelectionInput#random}.
 */
@FunctionalInterface
public interface CohortSelector {

    /**
     * Returns the names of the members that the round asks, as many as it likes. A round that asks nobody is abandoned at
     * once, and the next one is drawn.
     */
    Set<String> select(SelectionInput input);
}
