package io.psephos.compression.builtin;

import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.Dense;
import io.psephos.compression.LowRank;
import io.psephos.compression.Payload;
import io.psephos.compression.Rotated;
import io.psephos.compression.ScaledSigns;
import io.psephos.compression.ScaledTernary;
import io.psephos.compression.Signs;
import io.psephos.compression.Sparse;
import io.psephos.compression.SparseSigns;
import io.psephos.compression.Ternary;
import io.psephos.compression.dense.Float16;
import io.psephos.compression.dense.Float16Codec;
import io.psephos.compression.dense.Float32;
import io.psephos.compression.dense.Float32Codec;
import io.psephos.compression.entropy.PackedCodec;
import io.psephos.compression.lowrank.LowRankCodec;
import io.psephos.compression.rotated.RotatedCodec;
import io.psephos.compression.sign.ScaledSign;
import io.psephos.compression.sign.ScaledSignCodec;
import io.psephos.compression.sign.ScaledTernaryCodec;
import io.psephos.compression.sign.Sign;
import io.psephos.compression.sign.SignCodec;
import io.psephos.compression.sign.StochasticSign;
import io.psephos.compression.sign.TernaryCodec;
import io.psephos.compression.sign.TernarySign;
import io.psephos.compression.sparse.AdaCompCodec;
import io.psephos.compression.sparse.SparseCodec;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** The schemes of this version: codecs by scheme byte, compressors by the offer's codec. */
public final class Codecs {
    private static final int SCALED_SIGN = 3;
    private static final int SCALED_TERNARY = 7;
    private static final int ADACOMP = 11;
    private static final int POWER_SGD = 14;
    private static final int PACKED = 15;

    /** By scheme byte, but for byte 5, which has no codec yet. */
    private static final Map<Integer, Codec> BY_FRAME = Map.ofEntries(
            Map.entry(0, new Float32Codec()),
            Map.entry(1, new SignCodec()),
            Map.entry(2, new TernaryCodec()),
            Map.entry(SCALED_SIGN, new ScaledSignCodec()),
            Map.entry(4, new Float16Codec()),
            Map.entry(6, new SparseCodec()),
            Map.entry(SCALED_TERNARY, new ScaledTernaryCodec()),
            Map.entry(ADACOMP, new AdaCompCodec()),
            Map.entry(13, new RotatedCodec()),
            Map.entry(POWER_SGD, new LowRankCodec()));

    private static final Map<Class<? extends Payload>, Integer> FRAME_OF_KIND = Map.ofEntries(
            Map.entry(Dense.class, 0),
            Map.entry(Signs.class, 1),
            Map.entry(Ternary.class, 2),
            Map.entry(ScaledSigns.class, SCALED_SIGN),
            Map.entry(Sparse.class, 6),
            Map.entry(ScaledTernary.class, SCALED_TERNARY),
            Map.entry(SparseSigns.class, ADACOMP),
            Map.entry(Rotated.class, 13),
            Map.entry(LowRank.class, POWER_SGD));

    private Codecs() {}

    /**
     * The codec of frames with the scheme byte; where the scheme has blocks, it reads any.
     *
     * @throws IllegalArgumentException for a byte without a codec
     */
    public static Codec forFrame(int schemeByte) {
        if (schemeByte == PACKED && PackedCodec.isAvailable()) {
            return new PackedCodec(BY_FRAME, Codecs::frameOf);
        }
        Codec codec = BY_FRAME.get(schemeByte);
        if (codec == null) {
            throw new IllegalArgumentException(
                    "scheme byte must be one of " + new TreeSet<>(BY_FRAME.keySet()) + ", was " + schemeByte);
        }
        return codec;
    }

    /**
     * The codec of frames with the scheme byte; where the scheme has blocks, it reads exactly one a tensor in layout
     * order.
     *
     * @throws IllegalArgumentException for a byte without a codec
     */
    public static Codec forFrame(int schemeByte, ParameterLayout layout) {
        return switch (schemeByte) {
            case SCALED_SIGN -> new ScaledSignCodec(layout);
            case SCALED_TERNARY -> new ScaledTernaryCodec(layout);
            case ADACOMP -> new AdaCompCodec(layout);
            case POWER_SGD -> new LowRankCodec(layout);
            case PACKED -> packed(layout);
            default -> forFrame(schemeByte);
        };
    }

    /**
     * The codec of packed frames with payloads of one frame inside; empty where the class path has no zstd.
     *
     * @throws IllegalArgumentException for a byte without a codec, or that of packed frames
     */
    public static Optional<Codec> packed(int schemeByte, ParameterLayout layout) {
        if (schemeByte == PACKED) {
            throw new IllegalArgumentException("a packed frame cannot stand in another");
        }
        Codec inside = forFrame(schemeByte, layout);
        return PackedCodec.isAvailable() ? Optional.of(new PackedCodec(schemeByte, inside)) : Optional.empty();
    }

    /**
     * The compressor that the offer asks for; empty where this version does not know the scheme or sends it in another
     * frame, so that a client declines.
     *
     * @param seeds of the compressor's coins, one drawn for each update
     * @throws IllegalArgumentException for a b that no sto-sign can use, or a threshold that ternary cannot
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

    private static Codec packed(ParameterLayout layout) {
        if (!PackedCodec.isAvailable()) {
            return forFrame(PACKED);
        }
        Map<Integer, Codec> inside = BY_FRAME.keySet().stream()
                .collect(Collectors.toMap(Function.identity(), frame -> forFrame(frame, layout)));
        return new PackedCodec(inside, Codecs::frameOf);
    }

    /** The frame that payloads of a kind are packed as, which for dense ones is the one without loss. */
    private static int frameOf(Payload payload) {
        return FRAME_OF_KIND.getOrDefault(payload.getClass(), -1);
    }

    private static Compressor compressor(
            CodecScheme scheme, Offer.Codec codec, ParameterLayout layout, LongSupplier seeds) {
        return switch (scheme) {
            case FLOAT32 -> new Float32();
            case FLOAT16 -> new Float16();
            case SIGN -> new Sign(seeds);
            case STO_SIGN -> new StochasticSign(layout, codec.b() == null ? List.of() : codec.b(), seeds);
            case SCALED_SIGN -> new ScaledSign(layout);
            case TERNARY -> new TernarySign(threshold(codec));
        };
    }

    private static double threshold(Offer.Codec codec) {
        if (codec.threshold() == null) {
            throw new IllegalArgumentException("ternary needs a threshold, had none");
        }
        return codec.threshold();
    }
}
