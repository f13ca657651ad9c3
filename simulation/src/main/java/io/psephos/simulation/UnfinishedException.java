package io.psephos.simulation;

import org.jspecify.annotations.Nullable;

/** A job that cannot continue, because training diverged or too many clients are refused. */
public final class UnfinishedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** The reason. */
    public enum Reason {
        /** Training diverged beyond what the codec can carry. */
        DIVERGED,
        /** Too many clients were refused. */
        STALLED
    }

    private final Reason reason;

    private UnfinishedException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** @param update the exception of the codec */
    static UnfinishedException diverged(Throwable update) {
        return new UnfinishedException(
                Reason.DIVERGED, "training diverged, a client has no update: " + update.getMessage(), update);
    }

    static UnfinishedException stalled(String message) {
        return new UnfinishedException(Reason.STALLED, message, null);
    }

    public Reason reason() {
        return reason;
    }
}
