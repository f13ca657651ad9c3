package io.psephos.client;

import io.psephos.compression.builtin.Codecs;
import io.psephos.protocol.CodecOption;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Offer;
import io.psephos.protocol.Regularizer;
import io.psephos.protocol.Text;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The check whether this client supports everything that an offer asks for. */
final class OfferCheck {
    private OfferCheck() {}

    /** Returns the reason to decline, if there is one. */
    static Optional<String> objection(Offer offer, Capabilities capabilities) {
        return unknownCodec(offer.codec(), capabilities)
                .or(() -> wrongOption(offer.codec()))
                .or(() -> wrongBounds(offer))
                .or(() -> wrongFeedback(offer.codec()))
                .or(() -> unknownRegularizer(offer.training(), capabilities))
                .or(() -> unknownProtection(offer.privacy()))
                .or(() -> wrongSize(offer, capabilities));
    }

    /**
     * Returns what is wrong with the codec's options: unknown ones that are off are ignored, those of the scheme must
     * be present and valid.
     */
    private static Optional<String> wrongOption(Offer.Codec codec) {
        CodecScheme scheme = CodecScheme.of(codec.scheme()).orElseThrow();
        if (scheme == CodecScheme.EXTENSION) {
            // The extension checks its own when it makes the compressor.
            return Optional.empty();
        }
        Set<CodecOption> needed = scheme.offered(codec.options());
        for (Map.Entry<String, Object> given : codec.options().entrySet()) {
            CodecOption option = CodecOption.of(given.getKey()).orElse(null);
            boolean isOff = given.getValue() == null || given.getValue().equals(false);
            if (option == null && !isOff) {
                return Optional.of("unknown codec option '" + Text.printable(given.getKey()) + "'");
            }
            if (option != null && !needed.contains(option)) {
                return Optional.of(
                        "codec option '" + option + "' does not belong to '" + Text.printable(codec.scheme()) + "'");
            }
        }
        return needed.stream()
                .filter(option -> !isTaken(option, codec.options().get(option.word())))
                .map(option -> "codec option '" + option + "' " + option.rule() + ", was "
                        + Text.printable(String.valueOf(codec.options().get(option.word()))))
                .findFirst();
    }

    private static boolean isTaken(CodecOption option, @Nullable Object value) {
        return value == null ? option.off().isPresent() : option.takes(value);
    }

    private static Optional<String> unknownCodec(Offer.Codec codec, Capabilities capabilities) {
        String name = Text.printable(codec.scheme());
        CodecScheme scheme = CodecScheme.of(codec.scheme()).orElse(null);
        if (scheme == null) {
            return Optional.of("unknown codec '" + name + "'");
        }
        if (!capabilities.codecs().contains(codec.scheme())) {
            return Optional.of("codec '" + name + "' is not among this client's capabilities");
        }
        if (codec.isPacked() && !Codecs.canPack()) {
            return Optional.of("this client has no zstd, which codec option 'entropy' needs");
        }
        int frame = codec.isPacked() ? CodecScheme.PACKED : scheme.frame();
        return frame == codec.frame()
                ? Optional.empty()
                : Optional.of("codec '" + name + "' is frame " + frame + ", not " + codec.frame());
    }

    private static Optional<String> wrongBounds(Offer offer) {
        List<Double> b = offer.codec().b();
        int tensors = offer.layout().tensors().size();
        CodecScheme scheme = CodecScheme.of(offer.codec().scheme()).orElseThrow();
        if (!scheme.takesB()) {
            return b == null
                    ? Optional.empty()
                    : Optional.of("codec option 'b' does not belong to '" + scheme.word() + "'");
        }
        if (b == null && scheme != CodecScheme.STO_SIGN) {
            return Optional.empty();
        }
        return b != null && b.size() == tensors && b.stream().allMatch(x -> x != null && x > 0 && x < 1 / 0.0)
                ? Optional.empty()
                : Optional.of("codec option 'b' must be one positive number for each of " + tensors + " tensors");
    }

    private static Optional<String> wrongFeedback(Offer.Codec codec) {
        CodecScheme scheme = CodecScheme.of(codec.scheme()).orElseThrow();
        if (codec.beginsAnew() && !scheme.sendsDifferences()) {
            return Optional.of("codec option 'fresh' does not belong to '" + scheme.word() + "'");
        }
        if (!codec.hasErrorFeedback()) {
            return Optional.empty();
        }
        if (codec.b() != null) {
            return Optional.of("codec option 'errorFeedback' does not go with 'b'");
        }
        return scheme.takesErrorFeedback()
                ? Optional.empty()
                : Optional.of("codec option 'errorFeedback' does not belong to '" + scheme.word() + "'");
    }

    /** Returns which regularizer would be left out, and bend the round, or be counted twice. */
    private static Optional<String> unknownRegularizer(Offer.Training training, Capabilities capabilities) {
        List<Offer.Term> listed = training.regularizers();
        String proximal = Regularizer.PROXIMAL.word();
        if (listed != null && listed.stream().anyMatch(term -> term.kind().equals(proximal))) {
            return Optional.of("regularizer 'proximal' belongs into 'proximal', not into 'regularizers'");
        }
        return training.terms().stream()
                .map(Offer.Term::kind)
                .filter(kind -> !capabilities.knownRegularizers().contains(kind))
                .findFirst()
                .map(kind -> "regularizer '" + Text.printable(kind) + "' is not among this client's capabilities");
    }

    private static Optional<String> unknownProtection(Offer.Privacy privacy) {
        if (privacy.secureAggregation()) {
            return Optional.of("this client knows no secure aggregation");
        }
        return privacy.isNone()
                ? Optional.empty()
                : Optional.of("unknown privacy mechanism '" + Text.printable(privacy.mechanism()) + "'");
    }

    private static Optional<String> wrongSize(Offer offer, Capabilities capabilities) {
        int count = offer.layout().parameterCount();
        if (count != offer.parameterCount()) {
            return Optional.of("layout has " + count + " parameters, the offer " + offer.parameterCount());
        }
        return capabilities.allow(count)
                ? Optional.empty()
                : Optional.of("model has " + count + " parameters, this client takes " + capabilities.maxParameters());
    }
}
