package io.psephos.client;

/** The exception that ends the client's work when it is closed or its thread interrupted. */
final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CancelledException() {
        super("cancelled", null, false, false);
    }
}
