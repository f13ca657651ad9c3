package io.psephos.compression.builtin;

import static java.util.Map.entry;

import io.psephos.compression.BlockTernary;
import io.psephos.compression.BrainFloats;
import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorWithMemory;
import io.psephos.compression.Dense;
import io.psephos.compression.ErrorFeedback;
import io.psephos.compression.FittedScales;
import io.psephos.compression.LowRank;
import io.psephos.compression.Momentum;
import io.psephos.compression.Norm;
import io.psephos.compression.Payload;
import io.psephos.compression.PowersOfTwo;
import io.psephos.compression.Quantized;
import io.psephos.compression.Rotated;
import io.psephos.compression.ScaledBytes;
import io.psephos.compression.ScaledSigns;
import io.psephos.compression.ScaledTernary;
import io.psephos.compression.Signs;
import io.psephos.compression.Sparse;
import io.psephos.compression.SparseSigns;
import io.psephos.compression.Ternary;
import io.psephos.compression.dense.Bfloat16;
import io.psephos.compression.dense.Bfloat16Codec;
import io.psephos.compression.dense.Float16;
import io.psephos.compression.dense.Float16Codec;
import io.psephos.compression.dense.Float32;
import io.psephos.compression.dense.Float32Codec;
import io.psephos.compression.entropy.PackedCodec;
import io.psephos.compression.lowrank.LowRankCodec;
import io.psephos.compression.lowrank.PowerSgd;
import io.psephos.compression.quantized.BlockQuantization;
import io.psephos.compression.quantized.BlockTernaryCodec;
import io.psephos.compression.quantized.Diana;
import io.psephos.compression.quantized.DynamicBits;
import io.psephos.compression.quantized.DynamicQsgd;
import io.psephos.compression.quantized.Int8;
import io.psephos.compression.quantized.Int8Codec;
import io.psephos.compression.quantized.NaturalCodec;
import io.psephos.compression.quantized.NaturalCompression;
import io.psephos.compression.quantized.Qsgd;
import io.psephos.compression.quantized.QsgdCodec;
import io.psephos.compression.quantized.TernGrad;
import io.psephos.compression.rotated.Eden;
import io.psephos.compression.rotated.RotatedCodec;
import io.psephos.compression.sign.ScaledSign;
import io.psephos.compression.sign.ScaledSignCodec;
import io.psephos.compression.sign.ScaledTernaryCodec;
import io.psephos.compression.sign.Sign;
import io.psephos.compression.sign.SignCodec;
import io.psephos.compression.sign.StochasticSign;
import io.psephos.compression.sign.TernaryCodec;
import io.psephos.compression.sign.TernarySign;
import io.psephos.compression.sparse.AdaComp;
import io.psephos.compression.sparse.AdaCompCodec;
import io.psephos.compression.sparse.KeptCoordinates;
import io.psephos.compression.sparse.RandomK;
import io.psephos.compression.sparse.SparseCodec;
import io.psephos.compression.sparse.Threshold;
import io.psephos.compression.sparse.TopK;
import io.psephos.protocol.CodecOption;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import java.util.List;
import java.util.Locale;
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
    private static final int PACKED = CodecScheme.PACKED;
    private static final int SHORT_BIN = 50;
    private static final int LONG_BIN = 500;

    /** Codecs by scheme byte, without packed frames. */
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
            entry(ADACOMP, new AdaCompCodec()),
            entry(12, new NaturalCodec()),
            entry(13, new RotatedCodec()),
            entry(POWER_SGD, new LowRankCodec()));

    private static final Map<Class<? extends Payload>, Integer> FRAME_OF_KIND = Map.ofEntries(
            entry(Dense.class, 0),
            entry(Signs.class, 1),
            entry(Ternary.class, 2),
            entry(ScaledSigns.class, SCALED_SIGN),
            entry(Quantized.class, 5),
            entry(Sparse.class, 6),
            entry(ScaledTernary.class, SCALED_TERNARY),
            entry(BrainFloats.class, 8),
            entry(ScaledBytes.class, 9),
            entry(BlockTernary.class, 10),
            entry(SparseSigns.class, ADACOMP),
            entry(PowersOfTwo.class, 12),
            entry(Rotated.class, 13),
            entry(LowRank.class, POWER_SGD));

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
     * The codec of a job's updates, which reads what its clients may send and nothing else.
     *
     * @throws IllegalStateException for packed frames, where the class path has no zstd
     */
    public static Codec forJob(JobSpec.Codec codec, ParameterLayout layout) {
        Codec inside = switch (codec.scheme()) {
            case EXTENSION -> ExtensionCodecs.codec(codec.extension().orElseThrow(), layout);
            case QSGD -> new QsgdCodec((int) codec.number(CodecOption.LEVELS), (int) codec.number(CodecOption.BUCKET));
            case DQ_SGD -> new QsgdCodec(DynamicBits.levels(DynamicBits.MOST), layout.parameterCount());
            case INT8 -> new Int8Codec((int) codec.number(CodecOption.BUCKET));
            case DQGD, DIANA -> new BlockTernaryCodec((int) codec.number(CodecOption.BUCKET));
            case TOP_K, RANDOM_K -> new BoundedCodec(new SparseCodec(), longestSparse(codec, layout));
            case ADACOMP -> new AdaCompCodec(layout, bins((int) codec.number(CodecOption.BIN), layout));
            case EDEN -> RotatedCodec.ofEden(layout.parameterCount());
            case POWER_SGD -> new BoundedCodec(new LowRankCodec(layout), longestLowRank(codec, layout));
            default -> forFrame(codec.scheme().frame(), layout);
        };
        if (!codec.isPacked()) {
            return inside;
        }
        if (!canPack()) {
            throw new IllegalStateException("packed frames need zstd, and the class path has none");
        }
        return new PackedCodec(codec.scheme().frame(), inside);
    }

    /**
     * The longest sparse payload: k coordinates and those of tensors that are sent whole, as far apart as the layout
     * lets them be.
     */
    private static long longestSparse(JobSpec.Codec codec, ParameterLayout layout) {
        long kept = new KeptCoordinates(codec.number(CodecOption.K)).of(layout.parameterCount());
        long whole = layout.tensors().stream()
                .mapToLong(TensorShape::size)
                .filter(size -> size < codec.number(CodecOption.DENSE))
                .sum();
        return SparseCodec.longest(kept + whole, layout.parameterCount());
    }

    /** The longest low-rank payload: every tensor as it is, or in factors of the job's rank, whichever is longer. */
    private static long longestLowRank(JobSpec.Codec codec, ParameterLayout layout) {
        long rank = (long) codec.number(CodecOption.RANK);
        long longest = Integer.BYTES;
        for (TensorShape tensor : layout.tensors()) {
            long rows = tensor.shape().isEmpty() ? 1 : tensor.shape().get(0);
            long columns = tensor.size() / rows;
            longest += Integer.BYTES + Float.BYTES * Math.max(tensor.size(), rank * (rows + columns));
        }
        return longest;
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
     * The compressor that the offer asks for; empty where it has a memory, and where this version does not know the
     * scheme or sends it in another frame, so that a client declines.
     *
     * @param seeds of the compressor's random draws, one drawn for each update
     * @throws IllegalArgumentException for a b that no sto-sign can use, or options that do not fit
     */
    public static Optional<Compressor> compressor(Offer.Codec codec, ParameterLayout layout, LongSupplier seeds) {
        return compressor(codec, layout, seeds, Extensions.NONE);
    }

    /** The same where users' compressors are known, too. */
    public static Optional<Compressor> compressor(
            Offer.Codec codec, ParameterLayout layout, LongSupplier seeds, Extensions extensions) {
        return hasMemory(codec) ? Optional.empty() : withoutMemory(codec, layout, seeds, extensions);
    }

    private static Optional<Compressor> withoutMemory(
            Offer.Codec codec, ParameterLayout layout, LongSupplier seeds, Extensions extensions) {
        return scheme(codec)
                .flatMap(scheme -> scheme == CodecScheme.EXTENSION
                        ? ExtensionCodecs.offered(codec, extensions)
                                .map(choice -> ExtensionCodecs.compressor(choice, layout, seeds))
                        : Optional.of(compressor(scheme, codec, layout, seeds)));
    }

    /** The codec of the frames that the offer asks for; empty where this version does not have it. */
    public static Optional<Codec> forOffer(Offer.Codec codec, ParameterLayout layout, Extensions extensions) {
        return codec.frame() == CodecScheme.EXTENSION.frame()
                ? ExtensionCodecs.offered(codec, extensions).map(choice -> ExtensionCodecs.codec(choice, layout))
                : Optional.of(forFrame(codec.frame()));
    }

    /**
     * Whether the scheme needs a memory of earlier updates at clients; false for one that this version does not know.
     */
    public static boolean hasMemory(Offer.Codec codec) {
        CodecScheme scheme = CodecScheme.of(codec.scheme()).orElse(null);
        return scheme != null
                && (codec.hasErrorFeedback()
                        || scheme.hasResidue()
                        || scheme.sendsDifferences()
                        || momentum(codec) > 0);
    }

    /**
     * The compressor that the offer asks for where it has a memory; empty where it has none, or where this version does
     * not know the scheme or sends it in another frame.
     *
     * @param seeds of the compressor's random draws, one drawn for each update
     * @throws IllegalArgumentException for options that do not fit
     */
    public static Optional<CompressorWithMemory> withMemory(
            Offer.Codec codec, ParameterLayout layout, LongSupplier seeds) {
        return withMemory(codec, layout, seeds, Extensions.NONE);
    }

    /** The same where users' compressors are known, too. */
    public static Optional<CompressorWithMemory> withMemory(
            Offer.Codec codec, ParameterLayout layout, LongSupplier seeds, Extensions extensions) {
        return scheme(codec).filter(known -> hasMemory(codec)).flatMap(scheme -> switch (scheme) {
            case DIANA ->
                Optional.of(new Diana(compressor(scheme, codec, layout, seeds), codec.number(CodecOption.ALPHA)));
            case ADACOMP -> Optional.of(new AdaComp(layout, bins(whole(codec, CodecOption.BIN), layout)));
            case POWER_SGD ->
                Optional.of(
                        new PowerSgd(layout, whole(codec, CodecOption.RANK), whole(codec, CodecOption.DENSE), seeds));
            default ->
                withoutMemory(codec, layout, seeds, extensions).map(compressor -> around(scheme, compressor, codec));
        });
    }

    private static CompressorWithMemory around(CodecScheme scheme, Compressor compressor, Offer.Codec codec) {
        if (!codec.hasErrorFeedback()) {
            return new Momentum(compressor, (float) momentum(codec));
        }
        return ErrorFeedback.around(scheme.fitsScales() ? new FittedScales(compressor) : compressor);
    }

    private static double momentum(Offer.Codec codec) {
        return codec.number(CodecOption.MOMENTUM);
    }

    /** Whether the class path has zstd, which packed frames need. */
    public static boolean canPack() {
        return PackedCodec.isAvailable();
    }

    /** The schemes by name, as clients list them in their capabilities. */
    public static List<String> names() {
        return CodecScheme.builtIn().stream().map(CodecScheme::word).toList();
    }

    private static Codec packed(ParameterLayout layout) {
        if (!PackedCodec.isAvailable()) {
            return forFrame(PACKED);
        }
        Map<Integer, Codec> inside = BY_FRAME.keySet().stream()
                .collect(Collectors.toMap(Function.identity(), frame -> forFrame(frame, layout)));
        return new PackedCodec(inside, Codecs::frameOf);
    }

    /** The scheme byte that a kind of payload is packed under; for dense ones that of the lossless frame. */
    private static int frameOf(Payload payload) {
        return FRAME_OF_KIND.getOrDefault(payload.getClass(), -1);
    }

    private static Compressor compressor(
            CodecScheme scheme, Offer.Codec codec, ParameterLayout layout, LongSupplier seeds) {
        return switch (scheme) {
            case FLOAT32 -> new Float32();
            case FLOAT16 -> new Float16();
            case BFLOAT16 -> new Bfloat16();
            case INT8 -> new Int8(whole(codec, CodecOption.BUCKET));
            case SIGN -> new Sign(seeds);
            case STO_SIGN -> new StochasticSign(layout, codec.b() == null ? List.of() : codec.b(), seeds);
            case SCALED_SIGN -> new ScaledSign(layout);
            case TERNARY -> new TernarySign(codec.number(CodecOption.THRESHOLD));
            case QSGD ->
                new Qsgd(whole(codec, CodecOption.LEVELS), whole(codec, CodecOption.BUCKET), norm(codec), seeds);
            case DQ_SGD -> dynamic(codec, layout, seeds);
            case TERNGRAD -> ternGrad(codec, layout, seeds);
            case DQGD, DIANA -> new BlockQuantization(whole(codec, CodecOption.BUCKET), norm(codec), seeds);
            case TOP_K -> new TopK(kept(codec), layout, whole(codec, CodecOption.DENSE));
            case RANDOM_K -> new RandomK(kept(codec), layout, whole(codec, CodecOption.DENSE), seeds);
            case THRESHOLD_SPARSE ->
                new Threshold(codec.number(CodecOption.THRESHOLD), layout, whole(codec, CodecOption.DENSE));
            case NATURAL -> new NaturalCompression(seeds);
            case EDEN -> new Eden(seeds);
            case ADACOMP, POWER_SGD -> throw new IllegalArgumentException(scheme + " has a memory");
            case EXTENSION -> throw new IllegalArgumentException(codec.scheme() + " is not built in");
        };
    }

    /** The scheme of the offer, if this version knows it and the offered frame is the scheme's. */
    private static Optional<CodecScheme> scheme(Offer.Codec codec) {
        return CodecScheme.of(codec.scheme())
                .filter(scheme -> codec.frame() == (codec.isPacked() ? PACKED : scheme.frame()))
                .filter(scheme -> !codec.isPacked() || canPack());
    }

    /**
     * The compressor of DQ-SGD, with the levels that the server chose, or those that the update's own norm asks for.
     */
    private static Compressor dynamic(Offer.Codec codec, ParameterLayout layout, LongSupplier seeds) {
        if (codec.options().containsKey(CodecOption.LEVELS.word())) {
            return new Qsgd(whole(codec, CodecOption.LEVELS), layout.parameterCount(), Norm.L2, seeds);
        }
        return new DynamicQsgd(new DynamicBits(codec.number(CodecOption.BUDGET), 1, 0), 0, seeds);
    }

    private static Compressor ternGrad(Offer.Codec codec, ParameterLayout layout, LongSupplier seeds) {
        double clip = codec.number(CodecOption.CLIP);
        return codec.b() == null ? new TernGrad(layout, clip, seeds) : new TernGrad(layout, clip, codec.b(), seeds);
    }

    private static KeptCoordinates kept(Offer.Codec codec) {
        return new KeptCoordinates(codec.number(CodecOption.K));
    }

    /**
     * The bin length of each tensor: short for convolutions, whose gradients are larger for some channels than for
     * others.
     */
    private static int[] bins(int bin, ParameterLayout layout) {
        return layout.tensors().stream()
                .mapToInt(tensor -> bin > 0 ? bin : tensor.shape().size() > 2 ? SHORT_BIN : LONG_BIN)
                .toArray();
    }

    private static Norm norm(Offer.Codec codec) {
        return Norm.valueOf(codec.word(CodecOption.NORM).toUpperCase(Locale.ROOT));
    }

    private static int whole(Offer.Codec codec, CodecOption option) {
        return (int) codec.number(option);
    }
}
