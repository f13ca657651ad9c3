package io.psephos.client;

/** Unwinds what the client was doing when it was closed or its thread interrupted. */
final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CancelledException() {
        super("cancelled", null, false, false);
    }
}
