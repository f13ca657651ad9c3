package io.psephos.coordinator.journal;

/** The exception for storage that is unavailable at the moment. */
public final class JournalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public JournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
