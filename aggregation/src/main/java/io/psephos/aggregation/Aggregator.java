package io.psephos.aggregation;

/** A rule that combines the updates of a round into one. */
@FunctionalInterface
public interface Aggregator {

    /** An empty fold over updates of d parameters. */
    Fold open(int parameterCount);
}
