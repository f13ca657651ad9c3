package io.psephos.client;

import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.json.ProtocolJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The reading of offers: JSON that has every member of an offer, and links that lead to the server. */
final class OfferReading {
    private static final List<String> MEMBERS = List.of(
            "/assignment",
            "/job",
            "/round",
            "/modelVersion",
            "/parameterCount",
            "/layout",
            "/deadline",
            "/deadlineIn",
            "/training/batch",
            "/training/learningRate",
            "/training/maxExamples",
            "/codec/scheme",
            "/codec/frame",
            "/privacy/mechanism");

    private OfferReading() {}

    /** Returns the offer; empty for anything else, and for the offer of another job than was asked for. */
    static Optional<Offer> of(JsonNode tree, Origin server, @Nullable JobId asked) {
        boolean isWhole = MEMBERS.stream().noneMatch(member -> isMissing(tree.at(member)));
        if (!isWhole || !leadTo(server, tree.path("links"))) {
            return Optional.empty();
        }
        try {
            return Optional.of(ProtocolJson.lenient().treeToValue(tree, Offer.class))
                    .filter(offer -> asked == null || asked.equals(offer.job()));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static boolean isMissing(JsonNode member) {
        return member.isMissingNode() || member.isNull();
    }

    /** Whether all links of an offer lead to the server. */
    private static boolean leadTo(Origin server, JsonNode links) {
        return Stream.concat(
                        Stream.of("model", "delta", "assignment", "update", "decline", "metrics")
                                .map(links::path),
                        links.path("artefacts").properties().stream().map(Map.Entry::getValue))
                .allMatch(link -> link.isString() && server.leadsTo(link.asString()));
    }
}
