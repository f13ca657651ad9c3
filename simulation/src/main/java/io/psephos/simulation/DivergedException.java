package io.psephos.simulation;

import io.psephos.compression.NotFiniteException;

/** An honest client's update is not finite: the rate is too high, or the attack has won. */
public final class DivergedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    DivergedException(NotFiniteException update) {
        super("training diverged, an honest client's update is not finite: " + update.getMessage(), update);
    }
}
