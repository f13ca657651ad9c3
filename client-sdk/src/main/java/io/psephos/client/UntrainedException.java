package io.psephos.client;

/** Local training that came to nothing: a reason to decline. What exactly happened may quote local data. */
final class UntrainedException extends Exception {
    private static final long serialVersionUID = 1L;

    UntrainedException(Exception cause) {
        super("training failed: " + cause.getClass().getSimpleName(), cause);
    }
}
