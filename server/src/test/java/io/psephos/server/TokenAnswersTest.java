package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.Row;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the token endpoint. */
@Row("POST /api/v1/token")
class TokenAnswersTest {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String ASSERTION =
            URLEncoder.encode("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", StandardCharsets.UTF_8);

    @TempDir
    static Path data;

    static TestServer server;
    static Device device;

    @BeforeAll
    static void start() {
        server = new TestServer(data);
        device = server.enrol();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aGrantHasItsThreeMembersAndNothingToRefreshItWith() {
        HttpResponse<String> answer = device.token(server, device.assertion(server));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).propertyNames()).containsExactlyInAnyOrder("access_token", "token_type", "expires_in");
        assertThat(json(answer).path("expires_in").asInt()).isBetween(1, 900);
    }

    @Test
    void anAssertionIsNamedWithinItsClient() {
        Device other = server.enrol();
        String jti = "j".repeat(64);
        for (Device each : List.of(device, other)) {
            assertThat(each.token(server, each.jws(Device.JWT, with(each, "jti", jti)))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(refusal(each.token(server, each.jws(Device.JWT, with(each, "jti", jti)))))
                    .isEqualTo("401 invalid-client");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-55, 1, 299, 355})
    void fiveMinutesAndTheLeewayAreGood(long seconds) {
        assertThat(device.token(server, device.jws(Device.JWT, with(device, "exp", Device.in(seconds))))
                        .statusCode())
                .isEqualTo(200);
    }

    @Row({"401 invalid-client", "401 clock-skew"})
    @Test
    void everyCauseHasOneAnswerButAWrongClock() {
        Device nobody = new Device();
        nobody.id = "c-nobody";
        HttpResponse<String> one = nobody.token(server, nobody.assertion(server));
        assertThat(refusal(one)).isEqualTo("401 invalid-client");
        assertThat(json(one).path("error").asString()).isEqualTo("invalid_client");
        assertThat(one.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        String good = device.assertion(server);
        List<String> forms = List.of(
                "grant_type=client_credentials",
                "grant_type=client_credentials&client_assertion=" + good,
                "grant_type=client_credentials&client_assertion_type=x&client_assertion=" + good,
                "grant_type=client_credentials&client_assertion_type=" + ASSERTION,
                assertion(device.jws(header("jku", "http://x"), device.claims(server))),
                assertion(device.jws(header("x5u", "http://x"), device.claims(server))),
                assertion(device.jws(Map.of("alg", "EdDSA"), device.claims(server))),
                assertion(device.jws(header("typ", "jwt"), device.claims(server))));
        assertThat(forms)
                .allSatisfy(form -> assertThat(form(form).body()).as(form).isEqualTo(one.body()));
        assertThat(form(assertion(good)).statusCode())
                .as("no refusal used it up")
                .isEqualTo(200);
        HttpResponse<String> skewed = form(assertion(device.jws(Device.JWT, with(device, "exp", Device.in(-100)))));
        assertThat(refusal(skewed)).isEqualTo("401 clock-skew");
        assertThat(json(skewed).path("serverTime").asString()).endsWith("Z");
        assertThat(json(skewed).path("error").asString()).isEqualTo("invalid_client");
    }

    @Row({"400 bad-request", "411 length-required", "413 too-large", "415 unsupported-media-type"})
    @Test
    void everyRefusalHasAnErrorToo() {
        HttpResponse<String> untyped = server.send("POST", "/api/v1/token", "", BodyPublishers.ofString("x=1"));
        assertThat(refusal(untyped)).isEqualTo("415 unsupported-media-type");
        HttpResponse<String> chunked = server.send(
                "POST",
                "/api/v1/token",
                "",
                BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream("x=1".getBytes(StandardCharsets.UTF_8))),
                "Content-Type",
                FORM);
        assertThat(refusal(chunked)).isEqualTo("411 length-required");
        HttpResponse<String> large = form("x=" + "1".repeat(1 << 20));
        assertThat(refusal(large)).isEqualTo("413 too-large");
        HttpResponse<String> none = form("x=1");
        assertThat(refusal(none)).isEqualTo("400 bad-request");
        assertThat(List.of(untyped, chunked, large, none))
                .allSatisfy(answer ->
                        assertThat(json(answer).path("error").asString()).isEqualTo("invalid_request"));
        HttpResponse<String> other = form("grant_type=authorization_code&code=1");
        assertThat(refusal(other)).isEqualTo("400 bad-request");
        assertThat(json(other).path("error").asString()).isEqualTo("unsupported_grant_type");
    }

    @Test
    void theFormsTypeMayHaveParameters() {
        assertThat(server.send(
                                "POST",
                                "/api/v1/token",
                                "",
                                BodyPublishers.ofString(assertion(device.assertion(server))),
                                "Content-Type",
                                FORM + ";charset=UTF-8")
                        .statusCode())
                .isEqualTo(200);
    }

    private static Map<String, Object> with(Device whose, String claim, Object value) {
        Map<String, Object> claims = new HashMap<>(whose.claims(server));
        claims.put(claim, value);
        return claims;
    }

    private static Map<String, Object> header(String name, Object value) {
        Map<String, Object> header = new HashMap<>(Device.JWT);
        header.put(name, value);
        return header;
    }

    private static String assertion(String jwt) {
        return "grant_type=client_credentials&client_assertion_type=" + ASSERTION + "&client_assertion=" + jwt;
    }

    private static HttpResponse<String> form(String body) {
        return server.send("POST", "/api/v1/token", "", BodyPublishers.ofString(body), "Content-Type", FORM);
    }
}
