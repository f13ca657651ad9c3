package io.psephos.simulation;

import org.jspecify.annotations.Nullable;

/** A job that cannot continue, because training diverged or too many clients are refused. */
final class UnfinishedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final RunEnd.Kind kind;

    private UnfinishedException(RunEnd.Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** @param update the exception of the codec */
    static UnfinishedException diverged(Throwable update) {
        return new UnfinishedException(
                RunEnd.Kind.DIVERGED, "training diverged, a client has no update: " + update.getMessage(), update);
    }

    static UnfinishedException stalled(String message) {
        return new UnfinishedException(RunEnd.Kind.STALLED, message, null);
    }

    RunEnd.Kind kind() {
        return kind;
    }
}
