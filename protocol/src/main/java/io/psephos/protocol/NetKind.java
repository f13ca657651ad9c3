package io.psephos.protocol;

/** The kinds of nets that clients and server train. */
public enum NetKind implements Choice.Kind {
    MLP("A multi-layer perceptron: dense layers with rectifiers between them."),
    SOFTMAX("A linear classifier, with widths of inputs and classes alone."),
    /** A user's own net. */
    EXTENSION("A net of your own, by its name `x-…`.", ExtensionFamily.NET);

    private final KindDescription description;

    NetKind(String meaning) {
        this.description = KindDescription.builtIn(meaning);
    }

    NetKind(String meaning, ExtensionFamily family) {
        this.description = KindDescription.extensions(meaning, family);
    }

    @Override
    public KindDescription description() {
        return description;
    }
}
