package io.psephos.client;

/** The exception for failed local training: a reason to decline. Its message stays here, as it may quote local data. */
final class UntrainedException extends Exception {
    private static final long serialVersionUID = 1L;

    UntrainedException(Throwable cause) {
        super("training failed: " + nameOf(cause.getClass()), cause);
    }

    /** Returns the class's simple name, of an anonymous class its superclass's. */
    private static String nameOf(Class<?> kind) {
        return kind.isAnonymousClass() ? nameOf(kind.getSuperclass()) : kind.getSimpleName();
    }
}
