package io.psephos.server.http.wire;

/** The exception in the place of an {@link Error}, which reactive operators throw at whoever called them last. */
final class CallFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private CallFailedException(Error error) {
        super("a call failed: " + error.getMessage(), error, false, false);
    }

    static CallFailedException of(Error error) {
        return new CallFailedException(error);
    }

    /** Returns the failure in a form that every call can be answered with. */
    static Throwable contained(Throwable failure) {
        return failure instanceof Error error ? of(error) : failure;
    }
}
