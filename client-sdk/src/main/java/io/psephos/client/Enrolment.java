package io.psephos.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.Sha256;
import io.psephos.protocol.Text;
import io.psephos.protocol.json.ProtocolJson;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The enrolment of a client: it creates a key, stores it, and proves that it holds it. A crash before the answer is
 * stored does no harm, since the same token and key get the same id again.
 */
final class Enrolment {
    private final Settings settings;
    private final HttpCalls exchanges;
    private final ServerClock clock;

    Enrolment(Settings settings, HttpCalls exchanges, ServerClock clock) {
        this.settings = settings;
        this.exchanges = exchanges;
        this.clock = clock;
    }

    /** Enrols the key and returns the identity that the server assigned. */
    Identity enrol(Identity identity, SigningKey key) {
        String token = settings.enrolmentToken();
        if (token == null) {
            throw new PsephosClientException("the first start needs an enrolment token");
        }
        String issuer = issuer();
        Answer answer = clock.correcting(() -> exchanges.untilAnswered(
                Expected.enrolment(), () -> enrolling(token, issuer, key).anonymous()));
        if (!answer.isSuccess()) {
            throw PsephosClientException.refused("the server refused to enrol this client", answer);
        }
        JsonNode granted = answer.json();
        ClientId id = new ClientId(granted.path("clientId").asString());
        Identity enrolled = identity.enrolledAs(id, here("issuer", granted), here("tokenEndpoint", granted));
        return answer.status() == 201 ? enrolled.withCapabilities(settings.capabilities()) : enrolled;
    }

    private String issuer() {
        Call call = Call.get(
                settings.server().resolve("/.well-known/oauth-authorization-server"),
                Expected.metadata(),
                settings.requestTimeout());
        Answer answer = exchanges.untilAnswered(call.expected(), call::anonymous);
        if (!answer.isSuccess()) {
            throw PsephosClientException.refused(settings.server() + " has no authorization server metadata", answer);
        }
        here("token_endpoint", answer.json());
        return here("issuer", answer.json());
    }

    /** Returns a URL of the metadata, which must be on the server that the user named. */
    private String here(String member, JsonNode metadata) {
        String value = metadata.path(member).asString("");
        if (!settings.server().holds(value)) {
            throw new PsephosClientException("the server's " + member + " must be on " + settings.server() + ", was '"
                    + Text.printable(value) + "'");
        }
        return value;
    }

    private Call enrolling(String token, String issuer, SigningKey key) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("aud", issuer);
        claims.put("tokenHash", Jws.base64url(Sha256.of(token)));
        claims.put("exp", clock.expiry());
        Body body = new Body(
                token,
                Jws.base64url(key.raw()),
                Jws.sign("enrolment+jwt", claims, key),
                settings.name(),
                settings.capabilities());
        return Call.send(
                "POST",
                settings.server().resolve("/api/v1/enrollments"),
                Expected.enrolment(),
                Expected.JSON,
                ProtocolJson.lenient().writeValueAsBytes(body),
                settings.requestTimeout());
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Body(
            String token,
            String publicKey,
            String proof,
            @Nullable String name,
            Capabilities capabilities) {}
}
