package io.psephos.protocol;

import java.util.Optional;

/** The kind of codec that {@link CodecScheme} does not list. */
public enum CodecKind implements Choice.Kind {
    /** A user's own compressor with its codec. */
    EXTENSION;

    @Override
    public String meaning() {
        return "A compressor of your own with its codec, by its name `x-…`.";
    }

    @Override
    public boolean isExtension() {
        return true;
    }

    @Override
    public Optional<ExtensionFamily> family() {
        return Optional.of(ExtensionFamily.CODEC);
    }
}
