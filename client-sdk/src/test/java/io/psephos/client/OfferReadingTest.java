package io.psephos.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.CodecScheme;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.json.ProtocolJson;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class OfferReadingTest {
    private static final Origin SERVER = Origin.of(URI.create("http://localhost:8080"));
    private static final Set<String> OPTIONAL = Set.of("steps", "b", "shares");
    private static final String[] OTHERS = {"null", "7", "-1", "1e400", "\"\"", "\"x\"", "[]", "[null]", "{}", "true"};

    private final Offer offer = Offers.of(3, CodecScheme.STO_SIGN);

    @Test
    void readsAnOffer() {
        assertThat(read(tree(), Offers.JOB)).contains(offer);
        assertThat(read(tree(), null)).contains(offer);
    }

    @Test
    void anotherJobsOfferIsNone() {
        assertThat(read(tree(), new JobId("j-2"))).isEmpty();
    }

    @Test
    void linksToElsewhereAreNone() {
        for (String link : new String[] {"https://evil.net/x", "x", "/with space", ""}) {
            ObjectNode tree = tree();
            ((ObjectNode) tree.path("links")).put("update", link);
            assertThat(read(tree, null)).as(link).isEmpty();
            ObjectNode other = tree();
            ((ObjectNode) other.path("links")).putObject("artefacts").put("generator", link);
            assertThat(read(other, null)).as(link).isEmpty();
        }
    }

    /** Without a member, or with something else in its place, it is either no offer or one that can be checked. */
    @Test
    void whateverStandsInAMembersPlaceIsReadOrNot() {
        for (List<String> path : members(tree(), List.of())) {
            ObjectNode without = tree();
            ((ObjectNode) parent(without, path)).remove(path.get(path.size() - 1));
            assertThat(read(without, null).isPresent())
                    .as("without " + path)
                    .isEqualTo(OPTIONAL.contains(path.get(path.size() - 1)));
            for (String other : OTHERS) {
                ObjectNode tree = tree();
                ((ObjectNode) parent(tree, path))
                        .set(path.get(path.size() - 1), ProtocolJson.lenient().readTree(other));
                read(tree, null)
                        .ifPresent(read -> OfferCheck.objection(read, new Capabilities(List.of("sto-sign"), null)));
            }
        }
    }

    @Test
    void readsRegularizersOrNoOffer() {
        for (String none : new String[] {"null", "[]"}) {
            assertThat(regularized(none)).as(none).contains(offer);
        }
        assertThat(regularized("[{\"kind\": \"x-mine\", \"weight\": 2, \"of\": null}]")
                        .orElseThrow()
                        .training()
                        .terms())
                .hasSize(1)
                .allSatisfy(term -> {
                    assertThat(term.kind()).isEqualTo("x-mine");
                    assertThat(term.options()).containsEntry("weight", 2).containsEntry("of", null);
                });
        for (String wrong : new String[] {"7", "\"x-mine\"", "[null]", "[{}]", "[{\"kind\": null}]", "[[]]", "true"}) {
            assertThat(regularized(wrong)).as(wrong).isEmpty();
        }
    }

    private Optional<Offer> regularized(String value) {
        ObjectNode tree = tree();
        ((ObjectNode) tree.path("training"))
                .set("regularizers", ProtocolJson.lenient().readTree(value));
        return read(tree, null);
    }

    private static Optional<Offer> read(JsonNode tree, JobId job) {
        return OfferReading.of(tree, SERVER, job);
    }

    private ObjectNode tree() {
        return (ObjectNode) ProtocolJson.strict().readTree(ProtocolJson.strict().writeValueAsBytes(offer));
    }

    private static List<List<String>> members(JsonNode tree, List<String> above) {
        List<List<String>> paths = new ArrayList<>();
        tree.properties().forEach(member -> {
            List<String> path = new ArrayList<>(above);
            path.add(member.getKey());
            paths.add(path);
            paths.addAll(members(member.getValue(), path));
        });
        return paths;
    }

    private static JsonNode parent(JsonNode tree, List<String> path) {
        JsonNode parent = tree;
        for (String name : path.subList(0, path.size() - 1)) {
            parent = parent.path(name);
        }
        return parent;
    }
}
