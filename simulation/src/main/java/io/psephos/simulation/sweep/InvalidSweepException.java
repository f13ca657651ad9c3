package io.psephos.simulation.sweep;

/** A sweep that cannot be run, with all that is wrong with it. */
public final class InvalidSweepException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidSweepException(String message) {
        super(message);
    }
}
