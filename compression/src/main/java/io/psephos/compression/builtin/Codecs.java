package io.psephos.compression.builtin;

import static java.util.Map.entry;

import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.dense.Bfloat16Codec;
import io.psephos.compression.dense.Float16;
import io.psephos.compression.dense.Float16Codec;
import io.psephos.compression.dense.Float32;
import io.psephos.compression.dense.Float32Codec;
import io.psephos.compression.quantized.BlockTernaryCodec;
import io.psephos.compression.quantized.Int8Codec;
import io.psephos.compression.quantized.NaturalCodec;
import io.psephos.compression.quantized.QsgdCodec;
import io.psephos.compression.sign.ScaledSign;
import io.psephos.compression.sign.ScaledSignCodec;
import io.psephos.compression.sign.ScaledTernaryCodec;
import io.psephos.compression.sign.Sign;
import io.psephos.compression.sign.SignCodec;
import io.psephos.compression.sign.StochasticSign;
import io.psephos.compression.sign.TernaryCodec;
import io.psephos.compression.sign.TernarySign;
import io.psephos.compression.sparse.SparseCodec;
import io.psephos.protocol.CodecOption;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/** The schemes of this version: codecs by scheme byte, compressors by the offer's codec. */
public final class Codecs {
    private static final int SCALED_SIGN = 3;
    private static final int SCALED_TERNARY = 7;

    /** By scheme byte. */
    private static final Map<Integer, Codec> BY_FRAME = Map.ofEntries(
            entry(0, new Float32Codec()),
            entry(1, new SignCodec()),
            entry(2, new TernaryCodec()),
            entry(SCALED_SIGN, new ScaledSignCodec()),
            entry(4, new Float16Codec()),
            entry(5, new QsgdCodec()),
            entry(6, new SparseCodec()),
            entry(SCALED_TERNARY, new ScaledTernaryCodec()),
            entry(8, new Bfloat16Codec()),
            entry(9, new Int8Codec()),
            entry(10, new BlockTernaryCodec()),
            entry(12, new NaturalCodec()));

    private Codecs() {}

    /**
     * The codec of frames with the scheme byte; where the scheme has blocks, it reads any.
     *
     * @throws IllegalArgumentException for a byte without a codec
     */
    public static Codec forFrame(int schemeByte) {
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
            default -> forFrame(schemeByte);
        };
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

    /** Whether clients need what earlier updates left behind; false for what this version does not know. */
    public static boolean hasMemory(Offer.Codec codec) {
        CodecScheme scheme = CodecScheme.of(codec.scheme()).orElse(null);
        return scheme != null
                && (codec.hasErrorFeedback() || scheme.hasResidue() || scheme.sendsDifferences() || momentum(codec) > 0);
    }

    /**
     * The compressor that the offer asks for where it has a memory; empty where it has none, or where this version does
     * not know the scheme or sends it in another frame.
     *
     * @param seeds of the compressor's coins, one drawn for each update
     * @throws IllegalArgumentException for options that do not fit
     */
    public static Optional<CompressorWithMemory> withMemory(
            Offer.Codec codec, ParameterLayout layout, LongSupplier seeds) {
        return scheme(codec)
                .filter(known -> hasMemory(codec))
                .map(scheme -> switch (scheme) {
                    case DIANA -> new Diana(blocks(codec, seeds), codec.number(CodecOption.ALPHA));
                    case ADACOMP -> new AdaComp(layout, bins(codec, layout));
                    case POWER_SGD -> new PowerSgd(layout, (int) codec.number(CodecOption.RANK));
                    default -> around(compressor(scheme, codec, layout, seeds), codec);
                });
    }

    private static CompressorWithMemory around(Compressor compressor, Offer.Codec codec) {
        return codec.hasErrorFeedback()
                ? ErrorFeedback.around(compressor)
                : new Momentum(compressor, (float) momentum(codec));
    }

    private static double momentum(Offer.Codec codec) {
        return codec.number(CodecOption.MOMENTUM);
    }

    /** The schemes by name, as clients list them in their capabilities. */
    public static List<String> names() {
        return Arrays.stream(CodecScheme.values()).map(CodecScheme::word).toList();
    }

    private static Compressor compressor(
            CodecScheme scheme, Offer.Codec codec, ParameterLayout layout, LongSupplier seeds) {
        return switch (scheme) {
            case FLOAT32 -> new Float32();
            case FLOAT16 -> new Float16();
            case SIGN -> new Sign(seeds);
            case STO_SIGN -> new StochasticSign(layout, codec.b() == null ? List.of() : codec.b(), seeds);
            case SCALED_SIGN -> new ScaledSign(layout);
            case TERNARY -> new TernarySign(codec.number(CodecOption.THRESHOLD));
            default -> throw new IllegalArgumentException("later");
        };
    }
}
