package io.psephos.protocol;

/** The kind of codec that {@link CodecScheme} does not list. */
public enum CodecKind implements Choice.Kind {
    /** A user's own compressor with its codec. */
    EXTENSION;

    @Override
    public KindDescription description() {
        return KindDescription.extensions(
                "A compressor of your own with its codec, by its name `x-…`.", ExtensionFamily.CODEC);
    }
}
