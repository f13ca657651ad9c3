package io.psephos.protocol;

import java.util.function.Supplier;

/** The failure of an extension: whoever asked for it is told its name, and nothing else fails with it. */
public class ExtensionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private ExtensionException(Extension extension, String says, Throwable cause) {
        super(extension.family().title() + " '" + extension.name() + "' failed: " + says, cause);
    }

    ExtensionException(String message) {
        super(message);
    }

    /** A failure that is known by what the extension returned. */
    public ExtensionException(Extension extension, String says) {
        super(extension.family().title() + " '" + extension.name() + "' " + says);
    }

    /**
     * Calls into an extension.
     *
     * @throws ExtensionException in place of what it throws, but for errors of the machine such as a full heap
     */
    public static <T> T guard(Extension extension, Supplier<T> call) {
        T result;
        try {
            result = call.get();
        } catch (ExtensionException e) {
            throw e;
        } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
            throw new ExtensionException(extension, said(e), e);
        }
        if (result == null) {
            throw new ExtensionException(extension, "returned null");
        }
        return result;
    }

    private static String said(Throwable thrown) {
        String message = thrown.getMessage();
        String kind = thrown.getClass().getSimpleName();
        return message == null || message.isBlank() ? kind : kind + ": " + Text.line(message);
    }
}
