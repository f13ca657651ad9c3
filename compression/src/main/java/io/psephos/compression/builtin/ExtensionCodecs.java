package io.psephos.compression.builtin;

import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorExtension;
import io.psephos.compression.NotFiniteException;
import io.psephos.protocol.Choice;
import io.psephos.protocol.CodecKind;
import io.psephos.protocol.Extension;
import io.psephos.protocol.ExtensionException;
import io.psephos.protocol.ExtensionFamily;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.Offer;
import io.psephos.protocol.Option;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.Text;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Users' compressors and codecs, whose failures carry their name. */
final class ExtensionCodecs {
    private ExtensionCodecs() {}

    /** The codec of a job's updates; one that is not here fails when it is used. */
    static Codec codec(Choice<CodecKind> choice, ParameterLayout layout) {
        return new OwnCodec(choice, layout);
    }

    /** The compressor of an update. */
    static Compressor compressor(Choice<CodecKind> choice, ParameterLayout layout, LongSupplier seeds) {
        CompressorExtension extension = choice.extension(CompressorExtension.class);
        return update -> {
            try {
                return extension.compressor(choice, layout, seeds).compress(update);
            } catch (NotFiniteException e) {
                throw e;
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                return ExtensionException.guard(extension, () -> {
                    throw e;
                });
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
                .map(extension -> new Choice<>(CodecKind.EXTENSION, options(codec, extension), Optional.of(extension)));
    }

    private static Map<String, Object> options(Offer.Codec codec, Extension extension) {
        Map<String, Object> options = new LinkedHashMap<>();
        for (Option option : extension.options()) {
            Object given = codec.options().getOrDefault(option.name(), option.otherwise());
            if (!option.takes(given)) {
                throw new IllegalArgumentException("codec option '" + option.name() + "' of " + extension.name() + " "
                        + option.rule() + ", was " + Text.printable(String.valueOf(given)));
            }
            options.put(option.name(), given);
        }
        return options;
    }
}
