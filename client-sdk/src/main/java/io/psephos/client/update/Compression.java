package io.psephos.client.update;

import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorWithMemory;
import io.psephos.compression.Dense;
import io.psephos.compression.Finite;
import io.psephos.compression.OutOfRangeException;
import io.psephos.compression.Payload;
import io.psephos.compression.builtin.Codecs;
import io.psephos.protocol.CodecOption;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.Offer;
import io.psephos.protocol.state.NamedState;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The codec of an offer, with error feedback or momentum where the offer asks for them. */
@FunctionalInterface
interface Compression {

    /** @param memory memory of earlier updates under {@link ClientMemory#CODEC} */
    Compressed compress(Noised update, NamedState memory);

    /**
     * Returns the compression that the offer asks for.
     *
     * @param seeds seeds of the compressor's random numbers
     * @param extensions users' codecs
     * @throws IllegalArgumentException for a codec that this version does not know
     */
    static Compression of(Offer offer, LongSupplier seeds, Extensions extensions) {
        Offer.Codec codec = offer.codec();
        return Codecs.hasMemory(codec)
                ? remembering(
                        codec,
                        Codecs.withMemory(codec, offer.layout(), seeds, extensions)
                                .orElseThrow(() -> Difference.unknown(codec)))
                : forgetful(
                        codec,
                        Codecs.compressor(codec, offer.layout(), seeds, extensions)
                                .orElseThrow(() -> Difference.unknown(codec)));
    }

    /**
     * Returns an attacker's compression: no memory and no momentum, and values that the scheme cannot encode, such as
     * NaN, are sent as float32.
     */
    static Compression ofAttacker(Offer offer, LongSupplier seeds, Extensions extensions) {
        return (update, memory) -> {
            float[] values = update.values();
            Payload payload = saidOrNull(offer, values, seeds, extensions);
            return payload == null
                    ? new Compressed(CodecScheme.FLOAT32.frame(), new Dense(values), values, NamedState.EMPTY)
                    : new Compressed(offer.codec().frame(), payload, values, NamedState.EMPTY);
        };
    }

    private static Compression forgetful(Offer.Codec codec, Compressor compressor) {
        return (update, memory) -> new Compressed(
                codec.frame(), compressor.compressFinal(update.values()), update.values(), NamedState.EMPTY);
    }

    private static Compression remembering(Offer.Codec codec, CompressorWithMemory compressor) {
        return (update, memory) -> {
            float[] known = codec.beginsAnew()
                    ? null
                    : memory.floats(ClientMemory.CODEC).orElse(null);
            CompressorWithMemory.Compressed compressed = compressor.compress(update.values(), known);
            boolean sendsMemory = codec.number(CodecOption.MOMENTUM) > 0;
            return new Compressed(
                    codec.frame(),
                    compressed.payload(),
                    sendsMemory ? compressed.memory() : update.values(),
                    NamedState.EMPTY.with(ClientMemory.CODEC, compressed.memory()));
        };
    }

    private static @Nullable Payload saidOrNull(
            Offer offer, float[] values, LongSupplier seeds, Extensions extensions) {
        if (Finite.firstViolation(values) >= 0) {
            return null;
        }
        Offer.Codec codec = withoutMomentum(offer.codec());
        try {
            if (Codecs.hasMemory(codec)) {
                return Codecs.withMemory(codec, offer.layout(), seeds, extensions)
                        .map(compressor -> compressor.compress(values, null))
                        .map(CompressorWithMemory.Compressed::payload)
                        .orElse(null);
            }
            return Codecs.compressor(codec, offer.layout(), seeds, extensions)
                    .map(compressor -> compressor.compress(values))
                    .orElse(null);
        } catch (OutOfRangeException e) {
            return null;
        }
    }

    /** Returns the codec without momentum and error feedback. */
    private static Offer.Codec withoutMomentum(Offer.Codec codec) {
        Map<String, Object> options = new LinkedHashMap<>(codec.options());
        options.remove(CodecOption.MOMENTUM.word());
        return new Offer.Codec(codec.scheme(), codec.frame(), codec.b(), null, options);
    }
}
