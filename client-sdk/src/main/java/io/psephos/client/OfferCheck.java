package io.psephos.client;

import io.psephos.compression.builtin.Codecs;
import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.Offer;
import io.psephos.protocol.Text;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Finds out why this client cannot do what an offer asks: better no update than a wrong one. */
final class OfferCheck {
    private static final Set<String> KNOWN_OPTIONS = Set.of("scheme", "frame", "b", "threshold", "errorFeedback");

    private OfferCheck() {}

    /**
     * The reason to decline, if there is one.
     *
     * @param tree the offer as it came, with members that {@link Offer} does not have
     */
    static Optional<String> objection(JsonNode tree, Offer offer, Capabilities capabilities) {
        return unknownOption(tree.path("codec"))
                .or(() -> unknownCodec(offer.codec(), capabilities))
                .or(() -> wrongBounds(offer))
                .or(() -> wrongThreshold(offer.codec()))
                .or(() -> wrongFeedback(offer.codec()))
                .or(() -> unknownProtection(offer.privacy()))
                .or(() -> wrongSize(offer, capabilities));
    }

    private static Optional<String> unknownOption(JsonNode codec) {
        return codec.properties().stream()
                .filter(option -> !KNOWN_OPTIONS.contains(option.getKey()))
                .filter(option -> !isOff(option.getValue()))
                .map(option -> "unknown codec option '" + Text.printable(option.getKey()) + "'")
                .findFirst();
    }

    private static boolean isOff(JsonNode value) {
        return value.isNull() || value.isBoolean() && !value.asBoolean();
    }

    private static Optional<String> unknownCodec(Offer.Codec codec, Capabilities capabilities) {
        String name = Text.printable(codec.scheme());
        CodecScheme scheme = CodecScheme.of(codec.scheme()).orElse(null);
        if (scheme == null || !Codecs.names().contains(codec.scheme())) {
            return Optional.of("unknown codec '" + name + "'");
        }
        if (!capabilities.codecs().contains(codec.scheme())) {
            return Optional.of("codec '" + name + "' is not among this client's capabilities");
        }
        return scheme.frame() == codec.frame()
                ? Optional.empty()
                : Optional.of("codec '" + name + "' is frame " + scheme.frame() + ", not " + codec.frame());
    }

    private static Optional<String> wrongBounds(Offer offer) {
        List<Double> b = offer.codec().b();
        int tensors = offer.layout().tensors().size();
        if (!offer.codec().scheme().equals(CodecScheme.STO_SIGN.word())) {
            return b == null ? Optional.empty() : Optional.of("codec option 'b' belongs to sto-sign");
        }
        return b != null && b.size() == tensors && b.stream().allMatch(x -> x != null && x > 0 && x < 1 / 0.0)
                ? Optional.empty()
                : Optional.of("codec option 'b' must be one positive number for each of " + tensors + " tensors");
    }

    private static Optional<String> wrongThreshold(Offer.Codec codec) {
        Double threshold = codec.threshold();
        if (!codec.scheme().equals(CodecScheme.TERNARY.word())) {
            return threshold == null ? Optional.empty() : Optional.of("codec option 'threshold' belongs to ternary");
        }
        return threshold != null && threshold >= 0 && threshold < 1 / 0.0
                ? Optional.empty()
                : Optional.of("codec option 'threshold' must be a number >= 0, was " + threshold);
    }

    private static Optional<String> wrongFeedback(Offer.Codec codec) {
        return codec.hasErrorFeedback() && !codec.scheme().equals(CodecScheme.SCALED_SIGN.word())
                ? Optional.of("codec option 'errorFeedback' belongs to scaled-sign")
                : Optional.empty();
    }

    private static Optional<String> unknownProtection(Offer.Privacy privacy) {
        if (privacy.secureAggregation()) {
            return Optional.of("this client knows no secure aggregation");
        }
        return privacy.mechanism().equals("none")
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
