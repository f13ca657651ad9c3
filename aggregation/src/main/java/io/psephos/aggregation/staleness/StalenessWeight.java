package io.psephos.aggregation.staleness;

/** Λ(τ): what is left of the weight of an update that lies τ versions behind. */
@FunctionalInterface
public interface StalenessWeight {

    /**
     * A weight of 0 to 1; 1 of a fresh update.
     *
     * @param staleness versions between base and current model, ≥ 0
     */
    double at(long staleness);
}
