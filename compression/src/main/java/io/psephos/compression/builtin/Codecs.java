package io.psephos.compression.builtin;

import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.dense.Float32;
import io.psephos.compression.dense.Float32Codec;
import io.psephos.compression.sign.Sign;
import io.psephos.compression.sign.SignCodec;
import io.psephos.compression.sign.StochasticSign;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The schemes of this version: codecs by scheme byte, compressors by the offer's codec. */
public final class Codecs {
    private static final List<Codec> BY_FRAME = List.of(new Float32Codec(), new SignCodec());

    private Codecs() {}

    /**
     * The codec of frames with the scheme byte.
     *
     * @throws IllegalArgumentException for a byte without a codec
     */
    public static Codec forFrame(int schemeByte) {
        if (schemeByte < 0 || schemeByte >= BY_FRAME.size()) {
            throw new IllegalArgumentException(
                    "scheme byte must be 0 to " + (BY_FRAME.size() - 1) + ", was " + schemeByte);
        }
        return BY_FRAME.get(schemeByte);
    }

    /**
     * The compressor that the offer asks for; empty where this version does not know the scheme or sends it in another
     * frame, so that a client declines.
     *
     * @param seeds of the compressor's coins, one drawn for each update
     * @throws IllegalArgumentException for a b that no sto-sign can use
     */
    public static Optional<Compressor> compressor(Offer.Codec codec, ParameterLayout layout, LongSupplier seeds) {
        return CodecScheme.of(codec.scheme())
                .filter(scheme -> scheme.frame() == codec.frame())
                .map(scheme -> compressor(scheme, codec, layout, seeds));
    }

    /** The schemes by name, as clients list them in their capabilities. */
    public static List<String> names() {
        return Arrays.stream(CodecScheme.values()).map(CodecScheme::word).toList();
    }

    private static Compressor compressor(
            CodecScheme scheme, Offer.Codec codec, ParameterLayout layout, LongSupplier seeds) {
        return switch (scheme) {
            case FLOAT32 -> new Float32();
            case SIGN -> new Sign(seeds);
            case STO_SIGN -> new StochasticSign(layout, codec.b() == null ? List.of() : codec.b(), seeds);
        };
    }
}
