package io.psephos.coordinator.jobfile;

import io.psephos.protocol.AdaptiveB;
import io.psephos.protocol.CodecKind;
import io.psephos.protocol.CodecOption;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.JobSpec.Codec;
import io.psephos.protocol.JobSpec.Robustness;
import io.psephos.protocol.JobSpec.Schedule;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** The keys of how updates are compressed. */
final class CodecKeys {
    private static final List<CodecScheme> SCHEMES = CodecScheme.builtIn();

    private static final String WITH_B =
            SCHEMES.stream().filter(CodecScheme::takesB).map(CodecScheme::word).collect(Collectors.joining(" and "));

    private static final Key<Double> RANK = Key.number("rank", 1, 1e-6, 1)
            .usually("(cohort − byzantine)/cohort")
            .means("Which of n reports, sorted, is taken: the ⌈rank · n⌉-th.");
    private static final Key<Double> FACTOR = Key.number("factor", 1, 1e-6, 1e6)
            .means("What that report is multiplied by; above 1 votes are more random.");
    private static final Key<Double> CONSTANT = Key.number("constant", 0.05, 1e-30, 1e30)
            .means("b, in the unit of the update: of the first version only where b is adaptive. About as large as the"
                    + " largest coordinates; larger makes votes more random, smaller more like plain signs.");
    private static final Key<ConfigSection> ADAPTIVE = Key.mapping(
                    "adaptive", Section.form("Of the largest coordinates that clients report.", RANK, FACTOR))
            .usually("none: b stays")
            .means("Whether b follows what clients report of their largest coordinates, tensor by tensor.");

    private static final Key<String> SCHEME = new Key<>(
                    "scheme",
                    new KeyType.Named(Family.ofSchemes("Compression schemes", SCHEMES, true)),
                    CodecScheme.STO_SIGN.word())
            .means("How updates travel: votes of one bit a weight, quantized, sparse, or as they are.");
    private static final Key<ConfigSection> B = Key.mapping(
                    "b", Section.form("The scale b of each tensor.", CONSTANT, ADAPTIVE))
            .usually("`{constant: 0.05}` with `sto-sign`")
            .means("Scale of stochastic votes: a coordinate u votes +1 with probability ½ + u/(2b); the same for all"
                    + " clients. With `terngrad` it makes all clients share their scales.");
    private static final Key<Boolean> ERROR_FEEDBACK = Key.flag("errorFeedback")
            .means(
                    "Whether clients add to an update what compression left out of those before (EF-SGD); for schemes that"
                            + " lose something on average, above all `top-k` and `scaled-sign`.")
            .with("codec: {scheme: top-k}");

    static final Section SECTION = Section.of(
            "codec",
            "How updates are compressed on their way to the server; options of a scheme stand beside it.",
            "codec: {scheme: top-k, k: 0.01, errorFeedback: true}",
            SCHEME,
            B,
            ERROR_FEEDBACK);

    private CodecKeys() {}

    static Codec parse(ConfigSection section, Schedule schedule, Robustness robustness) {
        String word = SCHEME.read(section);
        if (Extensions.isName(word)) {
            return own(section, word);
        }
        CodecScheme scheme = CodecScheme.of(word).orElse(CodecScheme.STO_SIGN);
        if (!scheme.word().equals(word)) {
            section.fault(SCHEME.name(), "unsupported", "must be one of " + instead(SCHEMES, word));
        }
        ConfigSection b = B.read(section);
        double constant = CONSTANT.read(b);
        Optional<AdaptiveB> adaptive = adaptiveB(b, schedule, robustness);
        b.end();
        if (!scheme.takesB() && B.isIn(section)) {
            section.fault(B.name(), "contradiction", "is for " + WITH_B + " only");
        }
        boolean hasB = scheme.needsB() || scheme.takesB() && B.isIn(section);
        Codec codec = new Codec(
                scheme,
                hasB ? OptionalDouble.of(constant) : OptionalDouble.empty(),
                hasB ? adaptive : Optional.empty(),
                options(section, scheme, scheme.word().equals(word)),
                ERROR_FEEDBACK.read(section));
        section.end();
        return codec;
    }

    /** Parses the codec of an extension. */
    private static Codec own(ConfigSection section, String name) {
        if (B.isIn(section)) {
            section.fault(B.name(), "contradiction", "is for " + WITH_B + " only");
        }
        boolean errorFeedback = ERROR_FEEDBACK.read(section);
        Codec codec = section.extension(SCHEME.name(), name, CodecKind.EXTENSION, section)
                .map(extension -> new Codec(extension, errorFeedback))
                .orElseGet(() -> new Codec(CodecScheme.FLOAT32, OptionalDouble.empty()));
        section.end();
        return codec;
    }

    /** Returns the end of a refusal: the words to choose from, the one that was there, and one that was perhaps meant. */
    static String instead(List<CodecScheme> allowed, String word) {
        String words = allowed.stream().map(CodecScheme::word).collect(Collectors.joining(", "));
        return words + ", was '" + word + "'"
                + Spelling.question(
                        word, SCHEMES.stream().map(CodecScheme::word).toList());
    }

    /** @param isKnown false where an unknown scheme was replaced by a default, whose options are not checked then */
    static Map<CodecOption, Object> options(ConfigSection section, CodecScheme scheme, boolean isKnown) {
        Map<CodecOption, Object> options = new EnumMap<>(CodecOption.class);
        scheme.options().forEach((option, usual) -> options.put(option, section.option(option.word(), option, usual)));
        for (CodecOption option : CodecOption.values()) {
            if (!options.containsKey(option) && section.has(option.word()) && isKnown) {
                section.fault(option.word(), "contradiction", "is no option of " + scheme);
            }
        }
        return options;
    }

    /**
     * Parses the adaptive bound b, by default the (n − f)-th smallest of n reports, f being the tolerated Byzantine
     * clients.
     */
    private static Optional<AdaptiveB> adaptiveB(ConfigSection b, Schedule schedule, Robustness robustness) {
        if (!ADAPTIVE.isIn(b)) {
            return Optional.empty();
        }
        ConfigSection section = ADAPTIVE.read(b);
        double honest = Math.max(1, schedule.cohort() - robustness.byzantine());
        AdaptiveB adaptive = new AdaptiveB(RANK.read(section, honest / schedule.cohort()), FACTOR.read(section));
        section.end();
        return Optional.of(adaptive);
    }

    static Map<String, Object> render(Codec codec) {
        SectionWriter tree = new SectionWriter().put(SCHEME, codec.word());
        codec.extension().ifPresent(tree::putOptions);
        codec.b().ifPresent(b -> tree.put(B.name(), b(b, codec.adaptiveB())));
        putOptions(tree, codec);
        return tree.put(ERROR_FEEDBACK, codec.errorFeedback()).entries();
    }

    private static Map<String, Object> b(double constant, Optional<AdaptiveB> adaptive) {
        SectionWriter tree = new SectionWriter().put(CONSTANT, constant);
        adaptive.ifPresent(rule -> tree.put(
                ADAPTIVE.name(),
                new SectionWriter()
                        .put(RANK, rule.rank())
                        .put(FACTOR, rule.factor())
                        .entries()));
        return tree.entries();
    }

    static void putOptions(SectionWriter tree, Codec codec) {
        Arrays.stream(CodecOption.values())
                .filter(codec.options()::containsKey)
                .forEach(option -> tree.put(option.word(), codec.value(option)));
    }
}
