package io.psephos.simulation;

import org.jspecify.annotations.Nullable;

/** A job that cannot go on, through its rate, its filters or its attackers. */
public final class UnfinishedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** A client trained to what its codec cannot say. */
        DIVERGED,
        /** Too many clients were refused. */
        STALLED
    }

    private final Reason reason;

    private UnfinishedException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** @param update why the codec refused it */
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
