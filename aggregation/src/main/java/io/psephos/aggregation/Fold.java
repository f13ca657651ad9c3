package io.psephos.aggregation;

/** Updates being combined. The order of {@link #add} and {@link #merge} calls never changes a bit of the result. */
public interface Fold {

    /** Takes the update in. */
    void add(ClientUpdate update);

    /** Takes in all that another fold of the same aggregator holds; the other may not be used any more. */
    void merge(Fold other);

    /** Updates taken in so far. */
    int size();

    /**
     * The aggregate of at least one update; the fold may not be used any more.
     *
     * @throws IllegalStateException without an update
     */
    Aggregate finish();
}
