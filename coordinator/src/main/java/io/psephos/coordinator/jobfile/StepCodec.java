package io.psephos.coordinator.jobfile;

import io.psephos.protocol.CodecOption;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.JobSpec.Codec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The compression of the server's steps, as a job file says it: a scheme by name, or {@code {scheme, …}}. */
final class StepCodec {
    /** The word for steps that are not compressed. */
    static final String NONE = "none";

    private static final String SCHEME = "scheme";

    private static final List<CodecScheme> SCHEMES =
            CodecScheme.builtIn().stream().filter(CodecScheme::isForSteps).toList();

    static final Family FAMILY = Family.ofSchemes("Compression schemes of steps", SCHEMES, false);

    private StepCodec() {}

    static Optional<Codec> parse(ConfigSection section, String key) {
        ConfigSection options =
                section.isSection(key) ? section.section(key) : new ConfigSection(key, Map.of(), List.of());
        String word = section.isSection(key) ? options.name(SCHEME, "scaled-sign") : section.name(key, NONE);
        if (word.equals(NONE)) {
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
                            .map(StepCodec::whyNoStep)
                            .orElse("must be one of none, " + CodecKeys.instead(SCHEMES, word)));
        }
        Codec codec = new Codec(
                scheme,
                OptionalDouble.empty(),
                Optional.empty(),
                CodecKeys.options(options, scheme, scheme.word().equals(word)),
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
        if (scheme == CodecScheme.EXTENSION) {
            return "must be built in: every client has to undo what the server does";
        }
        return scheme.sendsDifferences()
                ? scheme + " sends differences from state that both sides keep, and steps have only one side"
                : scheme + " does not compress: use none";
    }

    static Object render(Codec codec) {
        SectionWriter tree = new SectionWriter().put(SCHEME, codec.scheme().word());
        CodecKeys.putOptions(tree, codec);
        return tree.entries().size() == 1 ? codec.scheme().word() : tree.entries();
    }
}
