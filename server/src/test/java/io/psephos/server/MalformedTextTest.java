package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.Row;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of bodies that are no text, or no JSON: the answer says where. */
class MalformedTextTest extends OperatorFixture {
    private static final String TOKENS = "/api/v1/enrollment-tokens";

    /** A call that takes any JSON body, and the one that takes job files. */
    @Row("400 bad-request")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"uses\": 1,} | uses, line 1, column 12: nothing follows the comma",
                "{\"uses\": [1, ]} | uses[1], line 1, column 14: nothing follows the comma",
                "{\"uses\": 1, \"uses\": 2} | uses, line 1, column 19: the key stands twice",
                "{\"uses\" 1} | uses, line 1, column 9: Unexpected character ('1' (code 49))",
                "{\"uses\": 1 | uses, line 1, column 11: Unexpected end-of-input",
                "{\"uses\": .5} | uses, line 1, column 10: Unexpected character ('.' (code 46))",
                "{\"uses\": NaN} | uses, line 1, column 13: Non-standard token 'NaN'",
                "{\"uses\": 1} 2 | line 1, column 13: the text goes on after its value",
                "{\"group\": \"\\ud800\"} | group, line 1, column 11: half of a surrogate pair is no character"
            })
    void jsonThatIsNoneIsToldWithKeyAndPlace(String body, String fault) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        for (String path : new String[] {TOKENS, JOBS}) {
            HttpResponse<String> answer = send(path, "application/json", bytes);
            assertThat(refusal(answer)).isEqualTo("400 bad-request");
            assertThat(json(answer).path("detail").asString())
                    .as("of %s", path)
                    .contains(fault)
                    .doesNotContain("Feature", "Exception", "REDACTED");
        }
    }

    @Row("400 bad-request")
    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/json;charset=ISO-8859-1", "application/yaml"})
    void bytesThatAreNoUtf8AreRefused(String type) {
        String text = "{\"name\": \"r\u00EAve\", \"optimizer\": {\"learningRate\": 1}}";
        for (Charset charset : new Charset[] {
            StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, Charset.forName("UTF-32")
        }) {
            assertFault(send(JOBS, type, text.getBytes(charset)), "line 1, column 1: the text is UTF-");
        }
        assertFault(send(JOBS, type, text.getBytes(StandardCharsets.ISO_8859_1)), "line 1, column 12: the byte EA");
        for (String sequence :
                new String[] {"C0AF", "C1A1", "E08080", "EDA080", "EDBFBF", "F4908080", "F8", "FE", "80"}) {
            String broken = new String(HexFormat.of().parseHex(sequence), StandardCharsets.ISO_8859_1);
            assertFault(
                    send(JOBS, type, text.replace("\u00EA", broken).getBytes(StandardCharsets.ISO_8859_1)),
                    "line 1, column 12: the byte " + sequence.substring(0, 2) + " is no UTF-8");
        }
        assertFault(
                send(JOBS, type, text.replace("\u00EA", "\0").getBytes(StandardCharsets.UTF_8)), "line 1, column 12");
        HttpResponse<String> marked = send(JOBS, type, ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8));
        assertThat(marked.statusCode()).isEqualTo(201);
        assertThat(json(marked).path("name").asString()).isEqualTo("r\u00EAve");
    }

    @Row("400 bad-request")
    @Test
    void reasonsOfYamlAreNotCut() {
        String key = "k".repeat(150);
        HttpResponse<String> answer = yaml(key + ":\n  learningRate: 1\n  learningRate: 2\n");

        assertFault(answer, ", line 3, column 3: the key stands twice, first in line 2");
        assertThat(json(answer).path("detail").asString()).startsWith("k".repeat(100) + ".learningRate, ");
    }

    private static void assertFault(HttpResponse<String> answer, String fault) {
        assertThat(refusal(answer)).isEqualTo("400 bad-request");
        assertThat(json(answer).path("detail").asString()).contains(fault);
    }

    private static HttpResponse<String> send(String path, String type, byte[] body) {
        return server.send("POST", path, server.admin, BodyPublishers.ofByteArray(body), "Content-Type", type);
    }
}
