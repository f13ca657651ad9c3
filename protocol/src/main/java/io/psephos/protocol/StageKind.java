package io.psephos.protocol;

/** The kinds of server stages that job files list: those of users; built-in ones follow from other keys. */
public enum StageKind implements Choice.Kind {
    /** A user's own stage. */
    EXTENSION;

    @Override
    public KindDescription description() {
        return KindDescription.extensions("A server stage of your own, by its name `x-…`.", ExtensionFamily.STAGE);
    }
}
