package io.psephos.aggregation;

/**
 * A fold that combines updates one after another. The order of {@link #add} and {@link #merge} calls never changes a
 * bit of the result.
 */
public interface Fold {

    /** Adds the update. */
    void add(ClientUpdate update);

    /** Adds all that another fold of the same aggregator holds; the other may not be used any more. */
    void merge(Fold other);

    /** Number of updates that were added. */
    int size();

    /**
     * The aggregate of at least one update; the fold may not be used any more.
     *
     * @throws IllegalStateException without an update
     */
    Aggregate finish();
}
