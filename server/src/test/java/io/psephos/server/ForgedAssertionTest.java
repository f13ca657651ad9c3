package io.psephos.server;

import static io.psephos.server.TestServer.json;
import static io.psephos.server.TestServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.Row;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Tests of assertions that must not get a token. */
@Row("POST /api/v1/token")
class ForgedAssertionTest {
    private static final String INVALID = "401 invalid-client";

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
    void anExpiredOne() {
        assertThat(answer(claims -> with(claims, "exp", Device.in(-61)))).isEqualTo("401 clock-skew");
    }

    @Test
    void oneWithinTheLeewayIsGood() {
        assertThat(answer(claims -> with(claims, "exp", Device.in(-30)))).startsWith("200");
    }

    @Test
    void oneForAnotherAudience() {
        assertThat(answer(claims -> with(claims, "aud", "http://localhost:1"))).isEqualTo(INVALID);
    }

    @Test
    void oneByAForeignKey() {
        Device stranger = new Device();
        stranger.id = device.id;
        assertThat(refusal(stranger.token(server, stranger.assertion(server)))).isEqualTo(INVALID);
    }

    @Test
    void oneWithoutASignature() {
        String unsigned = part(Map.of("alg", "none", "typ", "JWT")) + "." + part(device.claims(server)) + ".";
        assertThat(refusal(device.token(server, unsigned))).isEqualTo(INVALID);
    }

    @Test
    void oneKeyedByThePublicKey() throws GeneralSecurityException {
        String signed = part(Map.of("alg", "HS256", "typ", "JWT")) + "." + part(device.claims(server));
        for (byte[] key : List.of(
                Base64.getUrlDecoder().decode(device.publicKey()),
                device.publicKey().getBytes(StandardCharsets.US_ASCII),
                device.keys.getPublic().getEncoded())) {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            String forged = signed + "." + Device.base64(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
            assertThat(refusal(device.token(server, forged))).isEqualTo(INVALID);
        }
    }

    @Test
    void oneThatLastsAnHour() {
        assertThat(answer(claims -> with(claims, "exp", Device.in(3600)))).isEqualTo("401 clock-skew");
    }

    @Test
    void oneThatWasUsed() {
        String assertion = device.assertion(server);
        assertThat(device.token(server, assertion).statusCode()).isEqualTo(200);
        assertThat(refusal(device.token(server, assertion))).isEqualTo(INVALID);
    }

    @Test
    void oneWithoutAnEnd() {
        assertThat(answer(claims -> without(claims, "exp"))).isEqualTo(INVALID);
    }

    @Test
    void oneWithoutAName() {
        assertThat(answer(claims -> without(claims, "jti"))).isEqualTo(INVALID);
        assertThat(answer(claims -> with(claims, "jti", ""))).isEqualTo(INVALID);
    }

    @Test
    void oneForSomebodyElse() {
        String other = server.enrol().id;
        assertThat(answer(claims -> with(claims, "sub", other))).isEqualTo(INVALID);
        assertThat(answer(claims -> with(with(claims, "sub", other), "iss", other)))
                .isEqualTo(INVALID);
    }

    @Test
    void oneThatIsNotYetGood() {
        assertThat(answer(claims -> with(claims, "nbf", Device.in(120)))).isEqualTo("401 clock-skew");
    }

    /** Numbers that no clock has, and that no double or long holds. */
    @ParameterizedTest
    @ValueSource(strings = {"1e20", "-1e20", "1e400", "-1e400", "100000000000000000000", "-100000000000000000000"})
    void oneWithATimeThatNoClockHasIsToldIt(String time) {
        for (Object number : List.of(new BigDecimal(time), new BigDecimal(time).toBigInteger())) {
            assertThat(answer(claims -> with(claims, "exp", number)))
                    .as("exp %s", number)
                    .isEqualTo("401 clock-skew");
        }
        String notBefore = answer(claims -> with(claims, "nbf", new BigDecimal(time)));
        assertThat(notBefore).startsWith(time.startsWith("-") ? "200" : "401 clock-skew");
    }

    @Test
    void theTimeThatIsWrongIsNamed() {
        BigInteger long309 = BigInteger.TEN.pow(309);
        for (String claim : List.of("exp", "nbf")) {
            JsonNode problem =
                    json(device.token(server, device.jws(Device.JWT, with(device.claims(server), claim, long309))));
            assertThat(problem.path("detail").asString()).startsWith(claim + " ");
            assertThat(problem.path("value").asString()).startsWith("1000000000");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "\n", "\u001b[2J", "\u0085", "\u007f", "\ud800", "\udc00x"})
    void oneWhoseNameIsNoText(String jti) {
        String claims = "{\"iss\":\"%1$s\",\"sub\":\"%1$s\",\"aud\":\"%2$s\",\"exp\":%3$d,\"jti\":\"%4$s\"}"
                .formatted(device.id, server.issuer(), Device.in(60), escaped(jti));
        assertThat(refusal(device.token(server, device.jws(Device.JWT, claims))))
                .isEqualTo(INVALID);
    }

    private static String escaped(String text) {
        return text.chars().mapToObj("\\u%04x"::formatted).collect(Collectors.joining());
    }

    @Test
    void ofTwoAtOnceOneWins() throws Exception {
        for (int run = 0; run < 20; run++) {
            String assertion = device.assertion(server);
            assertThat(atOnce(() -> refusal(device.token(server, assertion)).substring(0, 3)))
                    .containsExactlyInAnyOrder("200", "401");
        }
    }

    @Test
    void anAccessTokenIsNoAssertionAndAProofIsNone() {
        assertThat(refusal(device.token(server, device.token))).isEqualTo(INVALID);
        String proof = device.jws(Device.PROOF, device.claims(server));
        assertThat(refusal(device.token(server, proof))).isEqualTo(INVALID);
        String rotation = device.jws(Device.ROTATION, device.claims(server));
        assertThat(refusal(device.token(server, rotation))).isEqualTo(INVALID);
    }

    private static String answer(UnaryOperator<Map<String, Object>> change) {
        HttpResponse<String> response =
                device.token(server, device.jws(Device.JWT, change.apply(device.claims(server))));
        if (response.statusCode() != 200) {
            assertThat(json(response).path("error").asString()).isEqualTo("invalid_client");
        }
        return refusal(response);
    }

    private static String part(Map<String, Object> members) {
        return Device.base64(io.psephos.protocol.json.ProtocolJson.strict().writeValueAsBytes(members));
    }

    static <T> List<T> atOnce(Callable<T> call) throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                running.add(threads.submit(() -> {
                    start.await();
                    return call.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> result : running) {
                results.add(result.get());
            }
            return results;
        }
    }

    private static Map<String, Object> with(Map<String, Object> claims, String name, Object value) {
        Map<String, Object> changed = new HashMap<>(claims);
        changed.put(name, value);
        return changed;
    }

    private static Map<String, Object> without(Map<String, Object> claims, String name) {
        Map<String, Object> changed = new HashMap<>(claims);
        changed.remove(name);
        return changed;
    }
}
