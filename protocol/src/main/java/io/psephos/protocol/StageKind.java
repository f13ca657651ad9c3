package io.psephos.protocol;

import java.util.Optional;

/** The kinds of server stages that job files list: those of users; built-in ones follow from other keys. */
public enum StageKind implements Choice.Kind {
    /** A user's own stage. */
    EXTENSION;

    @Override
    public String meaning() {
        return "A server stage of your own, by its name `x-…`.";
    }

    @Override
    public boolean isExtension() {
        return true;
    }

    @Override
    public Optional<ExtensionFamily> family() {
        return Optional.of(ExtensionFamily.STAGE);
    }
}
