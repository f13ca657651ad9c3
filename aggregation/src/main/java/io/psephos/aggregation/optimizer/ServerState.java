package io.psephos.aggregation.optimizer;

import org.jspecify.annotations.Nullable;

/**
 * What a server remembers from step to step. Immutable by convention: nobody writes to the arrays.
 *
 * @param momentum the running sum of directions, or null before the first
 * @param residual what compressed steps have left out so far, or null for nothing
 */
public record ServerState(float @Nullable [] momentum, float @Nullable [] residual) {

    /** The state before the first step. */
    public static final ServerState EMPTY = new ServerState(null, null);
}
