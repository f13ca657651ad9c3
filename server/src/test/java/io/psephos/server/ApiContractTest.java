package io.psephos.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.json.ProtocolJson;
import io.psephos.server.ApiContract.Answer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Tests of the validator of answers. */
class ApiContractTest {
    private static final ApiContract CONTRACT = ApiContract.published();
    private static final String JSON = "application/json";
    private static final String RECEIPT =
            "{\"assignment\":\"a-1\",\"job\":\"j-1\",\"round\":3,\"fate\":\"refused\",\"code\":\"filtered\"}";
    private static final String PROBLEM = "{\"type\":\"about:blank\",\"title\":\"not found\",\"status\":404,"
            + "\"detail\":\"none\",\"code\":\"not-found\"}";

    @Test
    void whatIsAsDescribedPasses() {
        assertThat(receipt(200, JSON, RECEIPT)).isEmpty();
        assertThat(receipt(200, "application/json;charset=UTF-8", RECEIPT)).isEmpty();
        assertThat(receipt(404, "application/problem+json", PROBLEM)).isEmpty();
        assertThat(CONTRACT.faults("HEAD", "/api/v1/jobs", new Answer(200, JSON, new byte[0])))
                .isEmpty();
        assertThat(CONTRACT.faults("GET", "/nowhere", new Answer(404, "application/problem+json", bytes(PROBLEM))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"fate\":\"refused\", | | the body lacks fate",
                "\"code\" | \"why\" | the body has why, which is not listed",
                "refused | lost | the body.fate is not of enum",
                "filtered | bored | the body.code is not of enum",
                "3 | \"3\" | the body.round is not of type",
                "3 | -3 | the body.round is not of minimum",
                "3 | 3.5 | the body.round is not of type",
                "a-1 | a/1 | the body.assignment is not of pattern",
                "} | ,} | the body is no JSON"
            })
    void aBodyThatBreaksItsSchemaIsCaught(String part, String other, String fault) {
        String broken = RECEIPT.replace(part, other == null ? "" : other);
        assertThat(receipt(200, JSON, broken))
                .anySatisfy(told -> assertThat(told).startsWith(fault));
    }

    @Test
    void aStatusATypeOrABodyThatIsNotListedIsCaught() {
        assertThat(receipt(201, JSON, RECEIPT)).containsExactly("status 201 is not listed");
        assertThat(receipt(200, "text/html", RECEIPT)).containsExactly("content type 'text/html' is not listed");
        assertThat(receipt(404, JSON, PROBLEM)).containsExactly("content type 'application/json' is not listed");
        assertThat(CONTRACT.faults("POST", "/api/v1/clients/c-1/restore", new Answer(204, "", bytes("{}"))))
                .containsExactly("no body is listed");
    }

    @Test
    void whatNobodyDescribedMayOnlyBeRefused() {
        assertThat(CONTRACT.faults("GET", "/api/v1/secrets", new Answer(200, JSON, bytes("{}"))))
                .hasSize(1);
        assertThat(CONTRACT.faults("PATCH", "/api/v1/jobs", new Answer(204, "", new byte[0])))
                .hasSize(1);
        assertThat(CONTRACT.faults("GET", "/nowhere", new Answer(404, "application/problem+json", bytes("{}"))))
                .hasSize(5);
    }

    @Test
    void itemsAndMembersOfMembersAreLookedAt() {
        Answer page = new Answer(200, JSON, bytes("{\"items\":[{\"round\":0,\"refused\":{\"stale\":\"1\"}}]}"));
        assertThat(CONTRACT.faults("GET", "/api/v1/jobs/j-1/rounds", page))
                .contains("the body.items[0] lacks openedAt")
                .anySatisfy(fault -> assertThat(fault).startsWith("the body.items[0].refused.stale is not of type"));
    }

    @Test
    void aRuleThatIsUnknownHereIsNoLicence() {
        JsonNode document = ProtocolJson.lenient().readTree("""
                {"paths": {"/x": {"get": {"responses": {"200": {"content": {"application/json": {"schema":
                    {"oneOf": []}}}}}}}}}""");
        assertThatThrownBy(() -> new ApiContract(document).faults("GET", "/x", new Answer(200, JSON, bytes("{}"))))
                .hasMessageContaining("oneOf");
    }

    @Test
    void theDescriptionHasEveryCodeAndASchemaForEveryAnswer() {
        JsonNode document = CONTRACT.document();
        assertThat(document.at("/components/schemas/Code/enum").valueStream().map(JsonNode::asString))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ProblemCode.values())
                        .map(ProblemCode::word)
                        .toList());
        for (JsonNode path : document.path("paths")) {
            for (JsonNode operation : path) {
                for (JsonNode response : operation.path("responses")) {
                    JsonNode json = response.path("content").path(JSON);
                    assertThat(json.isMissingNode() || isTold(json.path("schema")))
                            .as(operation.path("operationId").asString())
                            .isTrue();
                }
            }
        }
    }

    private static boolean isTold(JsonNode schema) {
        return schema.has("$ref") || schema.path("additionalProperties").asBoolean(false);
    }

    private static List<String> receipt(int status, String type, String body) {
        return CONTRACT.faults("GET", "/api/v1/assignments/a-1", new Answer(status, type, bytes(body)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
