package io.psephos.protocol;

import java.util.Optional;

/** The kinds of nets that clients and server train. */
public enum NetKind implements Choice.Kind {
    MLP("A multi-layer perceptron: dense layers with rectifiers between them."),
    SOFTMAX("A linear classifier, with widths of inputs and classes alone."),
    /** A user's own net. */
    EXTENSION("A net of your own, by its name `x-…`.");

    private final String meaning;

    NetKind(String meaning) {
        this.meaning = meaning;
    }

    @Override
    public String meaning() {
        return meaning;
    }

    @Override
    public boolean isExtension() {
        return this == EXTENSION;
    }

    @Override
    public Optional<ExtensionFamily> family() {
        return Optional.of(ExtensionFamily.NET);
    }
}
