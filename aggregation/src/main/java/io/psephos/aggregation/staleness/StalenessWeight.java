package io.psephos.aggregation.staleness;

/** A staleness weight Λ(τ): the share of its weight that an update τ versions behind keeps. */
@FunctionalInterface
public interface StalenessWeight {

    /**
     * The share, 0 to 1; 1 of a fresh update.
     *
     * @param staleness versions between base and current model, ≥ 0
     */
    double at(long staleness);
}
