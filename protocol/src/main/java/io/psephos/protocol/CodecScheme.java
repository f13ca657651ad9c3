package io.psephos.protocol;

import static io.psephos.protocol.CodecOption.ALPHA;
import static io.psephos.protocol.CodecOption.BIN;
import static io.psephos.protocol.CodecOption.BUCKET;
import static io.psephos.protocol.CodecOption.BUDGET;
import static io.psephos.protocol.CodecOption.CLIP;
import static io.psephos.protocol.CodecOption.CONTRACTION;
import static io.psephos.protocol.CodecOption.DECIDES;
import static io.psephos.protocol.CodecOption.DENSE;
import static io.psephos.protocol.CodecOption.ENTROPY;
import static io.psephos.protocol.CodecOption.K;
import static io.psephos.protocol.CodecOption.LEVELS;
import static io.psephos.protocol.CodecOption.MOMENTUM;
import static io.psephos.protocol.CodecOption.NORM;
import static io.psephos.protocol.CodecOption.RANK;
import static io.psephos.protocol.CodecOption.THRESHOLD;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The compression schemes of updates, by their names in job files and offers. */
public enum CodecScheme {
    FLOAT32(
            "As they are, four bytes a weight: the reference that others are measured against.",
            0,
            Loss.NONE,
            Map.of(MOMENTUM, 0.0)),
    FLOAT16("Half precision, two bytes a weight: three digits, up to 65504.", 4, Loss.BIASED),
    BFLOAT16("The upper half of float32, two bytes a weight: its range, with three digits.", 8, Loss.BIASED),
    INT8("One byte a weight, with a scale for each bucket.", 9, Loss.BIASED, Map.of(BUCKET, 1024)),
    SIGN("One bit a weight: the sign (signSGD); Signum with momentum.", 1, Loss.VOTES, Map.of(MOMENTUM, 0.0)),
    STO_SIGN(
            "One bit a weight, drawn: +1 with probability ½ + u/(2b), so that a majority follows the mean of unlike clients.",
            1,
            Loss.VOTES),
    SCALED_SIGN(
            "One bit a weight and the mean magnitude of each tensor; with `errorFeedback` this is EF-signSGD.",
            3,
            Loss.BIASED),
    TERNARY("Votes +1, −1 and 0: a client abstains where its update is small.", 2, Loss.VOTES, Map.of(THRESHOLD, 0.0)),
    QSGD(
            "Stochastic quantization to levels of a norm (QSGD); unbiased.",
            5,
            Loss.UNBIASED,
            Map.of(LEVELS, 15, BUCKET, 512, NORM, "l2")),
    DQ_SGD(
            "QSGD with as many bits as the norm of updates asks for, round by round.",
            5,
            Loss.UNBIASED,
            Map.of(BUDGET, 20.0, CONTRACTION, 1.0, DECIDES, "server")),
    TERNGRAD(
            "Stochastic −1, 0, +1 times the largest magnitude of each tensor (TernGrad).",
            7,
            Loss.SKEWED,
            Map.of(CLIP, 2.5)),
    DQGD(
            "Stochastic −1, 0, +1 times a norm of each bucket; unbiased.",
            10,
            Loss.UNBIASED,
            Map.of(BUCKET, 1024, NORM, "l2")),
    DIANA(
            "Compressed differences to a memory that client and server share; needs a whole roster in every round.",
            10,
            Loss.DIFFERENCES,
            Map.of(BUCKET, 1024, NORM, "l2", ALPHA, 0.0)),
    TOP_K(
            "The k coordinates of largest magnitude; use it with `errorFeedback`.",
            6,
            Loss.BIASED,
            Map.of(K, 0.01, DENSE, 0, ENTROPY, "none")),
    RANDOM_K(
            "k coordinates at random, scaled so that the mean is right.",
            6,
            Loss.UNBIASED,
            Map.of(K, 0.01, DENSE, 0, ENTROPY, "none")),
    THRESHOLD_SPARSE(
            "threshold",
            "All coordinates above a magnitude; use it with `errorFeedback`.",
            6,
            Loss.BIASED,
            Map.of(THRESHOLD, 0.001, DENSE, 0, ENTROPY, "none")),
    ADACOMP(
            "The outstanding coordinates of each bin with what was left over before (AdaComp); keeps a residue by itself.",
            11,
            Loss.RESIDUE,
            Map.of(BIN, 0)),
    NATURAL("Powers of two, drawn: nine bits a weight and hardly any noise (natural compression).", 12, Loss.UNBIASED),
    EDEN(
            "One bit a weight after a random rotation, with a scale; near to the best that one bit can do.",
            13,
            Loss.SKEWED),
    POWER_SGD(
            "Two thin factors for each matrix (PowerSGD); keeps a residue by itself.",
            14,
            Loss.RESIDUE,
            Map.of(RANK, 2, DENSE, 0)),
    EXTENSION("A compressor of your own with its codec, by its name `x-…`.", 255, Loss.BIASED);

    /** The scheme byte of packed frames, which carry another scheme's payload after a lossless stage. */
    public static final int PACKED = 15;

    private static final Map<String, CodecScheme> BY_WORD =
            builtIn().stream().collect(Collectors.toUnmodifiableMap(CodecScheme::word, scheme -> scheme));

    private final String meaning;
    private final int frame;
    private final Loss loss;
    private final String word;
    private final Map<CodecOption, Object> options;

    CodecScheme(String meaning, int frame, Loss loss) {
        this(null, meaning, frame, loss, Map.of());
    }

    CodecScheme(String meaning, int frame, Loss loss, Map<CodecOption, Object> options) {
        this(null, meaning, frame, loss, options);
    }

    CodecScheme(@Nullable String word, String meaning, int frame, Loss loss, Map<CodecOption, Object> options) {
        this.meaning = meaning;
        this.frame = frame;
        this.loss = loss;
        this.word = word == null ? name().toLowerCase(Locale.ROOT).replace('_', '-') : word;
        this.options = Collections.unmodifiableMap(
                options.isEmpty() ? new EnumMap<>(CodecOption.class) : new EnumMap<>(options));
    }

    /** What compression loses, and which side remembers it. */
    private enum Loss {
        NONE,
        /** Nothing on average, of no update: there is only noise, which error feedback would add up. */
        UNBIASED,
        /** Something on average, so that error feedback helps. */
        BIASED,
        /** Next to nothing on average of many updates and nearly all of some, with noise: error feedback fits its scales. */
        SKEWED,
        /** The scale. */
        VOTES,
        /** Nothing in the end: error feedback is part of the scheme. */
        RESIDUE,
        /** Nothing in the end: client and server remember what was sent. */
        DIFFERENCES
    }

    /** The scheme byte of its frames. */
    public int frame() {
        return frame;
    }

    /** Whether coordinates travel as votes without a scale; the update is the mean gradient then. */
    public boolean isVote() {
        return loss == Loss.VOTES;
    }

    /** Whether clients may add error feedback: what earlier updates left out. */
    public boolean takesErrorFeedback() {
        return loss == Loss.BIASED || loss == Loss.SKEWED;
    }

    /** Whether error feedback needs the scales that come nearest to what is sent, since its own carry noise. */
    public boolean fitsScales() {
        return loss == Loss.UNBIASED || loss == Loss.SKEWED;
    }

    /** Whether error feedback is part of the scheme. */
    public boolean hasResidue() {
        return loss == Loss.RESIDUE;
    }

    /** Whether updates are differences to a memory that client and server share. */
    public boolean sendsDifferences() {
        return loss == Loss.DIFFERENCES;
    }

    /** Whether a server may compress its steps by it: it has a scale, is lossy, and needs no memory elsewhere. */
    public boolean isForSteps() {
        return !isVote() && !sendsDifferences() && loss != Loss.NONE && this != EXTENSION;
    }

    /** Whether it takes a bound b for each tensor, the same for all clients. */
    public boolean takesB() {
        return this == STO_SIGN || this == TERNGRAD;
    }

    /** Whether the number of levels differs between updates. */
    public boolean hasDynamicLevels() {
        return this == DQ_SGD;
    }

    /** Whether it requires a bound b for each tensor. */
    public boolean needsB() {
        return this == STO_SIGN;
    }

    /** Its options with their defaults, in the order of their names' declaration. */
    public Map<CodecOption, Object> options() {
        return options;
    }

    /**
     * The options of its offers: those of job files, but for dq-sgd, where either the server says levels or the client
     * finds them by a budget.
     *
     * @param given options of an offer, by name
     */
    public Set<CodecOption> offered(Map<String, ?> given) {
        if (this != DQ_SGD) {
            return options.keySet();
        }
        return Set.of(given.containsKey(LEVELS.word()) ? LEVELS : BUDGET);
    }

    /** What it does, in a sentence. */
    public String meaning() {
        return meaning;
    }

    @JsonValue
    public String word() {
        return word;
    }

    /** The schemes of this version, without those of users. */
    public static List<CodecScheme> builtIn() {
        return Arrays.stream(values()).filter(scheme -> scheme != EXTENSION).toList();
    }

    /** The scheme of that name, if this version knows it; {@link #EXTENSION} for any {@code x-…}. */
    public static Optional<CodecScheme> of(String word) {
        return Extensions.isName(word) ? Optional.of(EXTENSION) : Optional.ofNullable(BY_WORD.get(word));
    }

    @JsonCreator
    static CodecScheme parse(String word) {
        return of(word).orElseThrow(
                        () -> new IllegalArgumentException("unknown scheme '" + Text.printable(word) + "'"));
    }

    @Override
    public String toString() {
        return word;
    }
}
