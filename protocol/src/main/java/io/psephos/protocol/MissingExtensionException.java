package io.psephos.protocol;

/** The failure to find an extension that a job needs: it was there when the job was made. */
public final class MissingExtensionException extends ExtensionException {
    private static final long serialVersionUID = 1L;

    MissingExtensionException(Extension missing) {
        super("the " + missing.family().title() + " '" + missing.name()
                + "' is not here: start again with the jar that has it, by --plugin FILE.jar");
    }
}
