package io.psephos.coordinator.jobfile;

import io.psephos.protocol.AdaptiveB;
import io.psephos.protocol.CodecOption;
import io.psephos.protocol.CodecScheme;
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

/** The parser of the keys about compression: the updates' codec and that of the server's steps. */
final class CodecKeys {
    private static final String SCHEMES =
            Arrays.stream(CodecScheme.values()).map(CodecScheme::word).collect(Collectors.joining(", "));

    private static final String STEP_SCHEMES = Arrays.stream(CodecScheme.values())
            .filter(CodecScheme::isForSteps)
            .map(CodecScheme::word)
            .collect(Collectors.joining(", "));

    private static final String WITH_B = Arrays.stream(CodecScheme.values())
            .filter(CodecScheme::takesB)
            .map(CodecScheme::word)
            .collect(Collectors.joining(" and "));

    private CodecKeys() {}

    static Codec parse(ConfigSection section, Schedule schedule, Robustness robustness) {
        String word = section.name("scheme", "sto-sign");
        CodecScheme scheme = CodecScheme.of(word).orElse(CodecScheme.STO_SIGN);
        if (!scheme.word().equals(word)) {
            section.fault(
                    "scheme", "unsupported", "must be one of " + SCHEMES + ", was '" + word + "'" + question(word));
        }
        ConfigSection b = section.section("b");
        double constant = b.number("constant", 0.05, 1e-30, 1e30);
        Optional<AdaptiveB> adaptive = adaptiveB(b, schedule, robustness);
        b.end();
        if (!scheme.takesB() && section.has("b")) {
            section.fault("b", "contradiction", "is for " + WITH_B + " only");
        }
        boolean hasB = scheme.needsB() || scheme.takesB() && section.has("b");
        Codec codec = new Codec(
                scheme,
                hasB ? OptionalDouble.of(constant) : OptionalDouble.empty(),
                hasB ? adaptive : Optional.empty(),
                options(section, scheme, scheme.word().equals(word)),
                section.flag("errorFeedback"));
        section.end();
        return codec;
    }

    private static String question(String word) {
        return Spelling.question(
                word, Arrays.stream(CodecScheme.values()).map(CodecScheme::word).toList());
    }

    /** @param isKnown false where an unknown scheme was replaced by a default, whose options are not checked then */
    private static Map<CodecOption, Object> options(ConfigSection section, CodecScheme scheme, boolean isKnown) {
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
        if (!b.has("adaptive")) {
            return Optional.empty();
        }
        ConfigSection section = b.section("adaptive");
        double honest = Math.max(1, schedule.cohort() - robustness.byzantine());
        AdaptiveB adaptive = new AdaptiveB(
                section.number("rank", honest / schedule.cohort(), 1e-6, 1), section.number("factor", 1, 1e-6, 1e6));
        section.end();
        return Optional.of(adaptive);
    }

    /** Parses a scheme, given by name or as {@code {scheme, …}} with its options. */
    static Optional<Codec> ofSteps(ConfigSection section, String key) {
        ConfigSection options =
                section.isSection(key) ? section.section(key) : new ConfigSection(key, Map.of(), List.of());
        String word = section.isSection(key) ? options.name("scheme", "scaled-sign") : section.name(key, "none");
        if (word.equals("none")) {
            options.end();
            return Optional.empty();
        }
        if (!"none".equals(options.text("entropy", "none", text -> true, ""))) {
            section.fault(key, "contradiction", "steps are fetched by clients that may have no zstd: entropy is none");
        }
        CodecScheme scheme =
                CodecScheme.of(word).filter(CodecScheme::isForSteps).orElse(CodecScheme.SCALED_SIGN);
        if (!scheme.word().equals(word)) {
            section.fault(
                    key,
                    "unsupported",
                    CodecScheme.of(word)
                            .map(CodecKeys::whyNoStep)
                            .orElse("must be one of none, " + STEP_SCHEMES + ", was '" + word + "'" + question(word)));
        }
        Codec codec = new Codec(
                scheme,
                OptionalDouble.empty(),
                Optional.empty(),
                options(options, scheme, scheme.word().equals(word)),
                false);
        if ("client".equals(codec.options().get(CodecOption.DECIDES))) {
            options.fault(CodecOption.DECIDES.word(), "contradiction", "the steps are the server's own");
        }
        options.end();
        return Optional.of(codec);
    }

    private static String whyNoStep(CodecScheme scheme) {
        if (scheme.isVote()) {
            return "needs a scale, and the votes of " + scheme + " have none";
        }
        return scheme.sendsDifferences()
                ? scheme + " sends differences from state that both sides keep, and steps have only one side"
                : scheme + " does not compress: use none";
    }
}
