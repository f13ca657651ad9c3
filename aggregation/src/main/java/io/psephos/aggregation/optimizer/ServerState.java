package io.psephos.aggregation.optimizer;

import org.jspecify.annotations.Nullable;

/**
 * What a server remembers from step to step. Immutable by convention: nobody writes to the arrays.
 *
 * @param momentum the running sum of directions, or null before the first
 * @param residual what compressed steps have left out so far, or null for nothing
 * @param shift mean of what clients remember whose updates are differences, or null for zeros
 */
public record ServerState(float @Nullable [] momentum, float @Nullable [] residual, float @Nullable [] shift) {

    /** The state before the first step. */
    public static final ServerState EMPTY = new ServerState(null, null, null);

    /** A state without a shift. */
    public ServerState(float @Nullable [] momentum, float @Nullable [] residual) {
        this(momentum, residual, null);
    }

    ServerState withMomentum(float[] next) {
        return new ServerState(next, residual, shift);
    }

    ServerState withResidual(float[] next) {
        return new ServerState(momentum, next, shift);
    }

    ServerState withShift(float[] next) {
        return new ServerState(momentum, residual, next);
    }
}
