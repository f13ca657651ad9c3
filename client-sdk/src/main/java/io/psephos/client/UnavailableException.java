package io.psephos.client;

/**
 * The exception for a model or artefact that the server does not have, or whose digest differs: a reason to decline.
 */
final class UnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnavailableException(String reason) {
        super(reason);
    }
}
