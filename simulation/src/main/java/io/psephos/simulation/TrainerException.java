package io.psephos.simulation;

/** The exception for a trainer of the user's own that failed. */
final class TrainerException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** @param round from 0, as the offer counts it */
    TrainerException(int position, long round, Exception cause) {
        super(
                "the trainer of client " + position + " failed in round " + round + ": "
                        + (cause.getMessage() == null ? cause : cause.getMessage()),
                cause);
    }
}
