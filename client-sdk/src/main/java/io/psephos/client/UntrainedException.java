package io.psephos.client;

/** The exception for failed local training: a reason to decline. Its message stays here, as it may quote local data. */
final class UntrainedException extends Exception {
    private static final long serialVersionUID = 1L;

    UntrainedException(Exception cause) {
        super("training failed: " + cause.getClass().getSimpleName(), cause);
    }
}
