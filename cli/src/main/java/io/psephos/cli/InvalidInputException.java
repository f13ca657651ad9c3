package io.psephos.cli;

/** The exception for what a user named and cannot be used, such as a file, which is shown as its message only. */
final class InvalidInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidInputException(String message) {
        super(message);
    }
}
