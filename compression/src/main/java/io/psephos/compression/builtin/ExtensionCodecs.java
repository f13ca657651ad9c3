package io.psephos.compression.builtin;

import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorExtension;
import io.psephos.compression.NotFiniteException;
import io.psephos.protocol.Choice;
import io.psephos.protocol.CodecKind;
import io.psephos.protocol.ExtensionException;
import io.psephos.protocol.ExtensionFamily;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Users' compressors and codecs, whose failures carry their name. */
final class ExtensionCodecs {
    private ExtensionCodecs() {}

    /** The codec of a job's updates; one that is not here fails when it is used. */
    static Codec codec(Choice<CodecKind> choice, ParameterLayout layout) {
        return new ExtensionCodec(choice, layout);
    }

    /** The compressor of an update. */
    static Compressor compressor(Choice<CodecKind> choice, ParameterLayout layout, LongSupplier seeds) {
        CompressorExtension extension = choice.extension(CompressorExtension.class);
        return update -> {
            try {
                return ExtensionException.guard(
                        extension,
                        () -> extension.compressor(choice, layout, seeds).compress(update));
            } catch (ExtensionException e) {
                if (e.getCause() instanceof NotFiniteException diverged) {
                    throw diverged;
                }
                throw e;
            }
        };
    }

    /**
     * The extension that an offer names, with its options.
     *
     * @return empty where this client does not have it
     * @throws IllegalArgumentException for options that it does not take
     */
    static Optional<Choice<CodecKind>> offered(Offer.Codec codec, Extensions known) {
        return known.find(ExtensionFamily.CODEC, codec.scheme())
                .map(extension -> Choice.of(CodecKind.EXTENSION, extension, codec.options()));
    }
}
