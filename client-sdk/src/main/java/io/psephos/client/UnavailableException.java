package io.psephos.client;

/** What an offer names and the server does not have, or has something else in its place: a reason to decline. */
final class UnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnavailableException(String reason) {
        super(reason);
    }
}
