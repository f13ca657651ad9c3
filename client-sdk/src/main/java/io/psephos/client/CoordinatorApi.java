package io.psephos.client;

import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.json.ProtocolJson;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The REST calls of an enrolled client, each repeated until the server gives a final answer. */
final class CoordinatorApi {
    private static final int MAX_REASON = 200;
    private static final String SAFETENSORS = "application/x-safetensors";
    private static final Duration METRICS_TIMEOUT = Duration.ofSeconds(5);

    private final Origin server;
    private final Duration timeout;
    private final HttpCalls exchanges;
    private final AccessTokens tokens;

    CoordinatorApi(Settings settings, HttpCalls exchanges, AccessTokens tokens) {
        this.server = settings.server();
        this.timeout = settings.requestTimeout();
        this.exchanges = exchanges;
        this.tokens = tokens;
    }

    Answer offers(Duration wait, @Nullable JobId job) {
        URI target = server.resolve("/api/v1/offers?wait=" + wait + (job == null ? "" : "&job=" + job));
        return authorized(Call.get(target, Call.JSON, wait.plus(timeout)));
    }

    Answer model(Offer offer) {
        return authorized(Call.get(server.resolve(offer.links().model()), SAFETENSORS, timeout));
    }

    Answer delta(Offer offer, long since) {
        URI target = server.resolve(offer.links().delta() + "?since=" + since);
        return authorized(Call.get(target, "application/vnd.psephos.delta", timeout));
    }

    Answer artefact(String link) {
        return authorized(Call.get(server.resolve(link), SAFETENSORS, timeout));
    }

    Answer artefact(PendingUpdate update, String name, byte[] file) {
        return authorized(Call.send("PUT", server.resolve(update.artefactLink(name)), SAFETENSORS, file, timeout));
    }

    Answer update(PendingUpdate update) {
        return authorized(Call.send(
                "PUT", server.resolve(update.link()), "application/vnd.psephos.update", update.frame(), timeout));
    }

    Answer fate(String assignmentLink) {
        return authorized(Call.get(server.resolve(assignmentLink), Call.JSON, timeout));
    }

    Answer decline(String declineLink, String reason) {
        return decline(declineLink, Map.of("reason", shortened(reason)));
    }

    /** Declines with the flag that the client has lost its memory, so that all clients of the job must begin anew. */
    Answer declineForgetful(String declineLink, String reason) {
        return decline(declineLink, Map.of("reason", shortened(reason), "lostMemory", true));
    }

    private Answer decline(String declineLink, Map<String, Object> members) {
        byte[] body = ProtocolJson.lenient().writeValueAsBytes(members);
        return authorized(Call.send("POST", server.resolve(declineLink), Call.JSON, body, timeout));
    }

    /** @param body built anew for each attempt */
    Answer rotateKey(ClientId client, Supplier<byte[]> body) {
        URI target = clientLink(client, "/keys");
        return authorized(() -> Call.send("POST", target, Call.JSON, body.get(), timeout));
    }

    Answer capabilities(ClientId client, Capabilities capabilities) {
        byte[] body = ProtocolJson.lenient().writeValueAsBytes(capabilities);
        return authorized(Call.send("PUT", clientLink(client, "/capabilities"), Call.JSON, body, timeout));
    }

    Answer leave(ClientId client) {
        return authorized(Call.delete(clientLink(client, ""), timeout));
    }

    /** Sends metrics in a single attempt with a short timeout: nothing depends on them. */
    void metrics(Offer offer, Map<String, Object> metrics) {
        byte[] body = ProtocolJson.lenient().writeValueAsBytes(metrics);
        Duration patience = timeout.compareTo(METRICS_TIMEOUT) < 0 ? timeout : METRICS_TIMEOUT;
        Call call = Call.send("PUT", server.resolve(offer.links().metrics()), Call.JSON, body, patience);
        exchanges.attempt(call.authorizedBy(tokens.current()));
    }

    private URI clientLink(ClientId client, String rest) {
        return server.resolve("/api/v1/clients/" + client + rest);
    }

    private Answer authorized(Call call) {
        return authorized(() -> call);
    }

    private Answer authorized(Supplier<Call> call) {
        Answer answer = exchanges.untilAnswered(() -> call.get().authorizedBy(tokens.current()));
        if (answer.status() == 401) {
            tokens.drop();
            answer = exchanges.untilAnswered(() -> call.get().authorizedBy(tokens.current()));
        }
        if (answer.status() == 401) {
            throw PsephosClientException.refused("the server takes no token of this client", answer);
        }
        return answer;
    }

    static String shortened(String reason) {
        int end = reason.length() <= MAX_REASON
                ? reason.length()
                : Character.isHighSurrogate(reason.charAt(MAX_REASON - 1)) ? MAX_REASON - 1 : MAX_REASON;
        return reason.substring(0, end);
    }
}
