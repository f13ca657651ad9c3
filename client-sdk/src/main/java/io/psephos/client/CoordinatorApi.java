package io.psephos.client;

import io.psephos.client.update.AssignedUpdate;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.json.ProtocolJson;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The REST calls of an enrolled client, each repeated until the server gives a final answer. */
final class CoordinatorApi {
    private static final int MAX_REASON = 200;
    private static final Duration SINGLE_TIMEOUT = Duration.ofSeconds(5);

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
        return authorized(Call.get(target, Expected.offer(server, job), wait.plus(timeout)));
    }

    Answer model(Offer offer) {
        return authorized(Call.get(
                server.resolve(offer.links().model()),
                Expected.parameters(Expected.SAFETENSORS, offer.layout()),
                timeout));
    }

    Answer delta(Offer offer, long since) {
        URI target = server.resolve(offer.links().delta() + "?since=" + since);
        return authorized(Call.get(target, Expected.parameters(Expected.DELTA, offer.layout()), timeout));
    }

    Answer artefact(Offer offer, String link) {
        return authorized(Call.get(server.resolve(link), Expected.artefact(offer.layout()), timeout));
    }

    /** Returns a file that one of the calls fetches, in the form that the reader makes of it. */
    <T> Download<T> download(String what, Supplier<Answer> call, Function<byte[], T> reader)
            throws UnavailableException {
        return Download.of(what, call, reader, exchanges::pauseAfter);
    }

    Answer artefact(PendingUpdate update, String name, byte[] file) {
        return authorized(sending("PUT", update.artefactLink(name), Expected.SAFETENSORS, file));
    }

    Answer update(PendingUpdate update) {
        PendingUpdate.Facts facts = update.facts();
        return authorized(Call.send(
                "PUT",
                server.resolve(update.link()),
                Expected.acceptance(facts.assignment(), facts.job()),
                "application/vnd.psephos.update",
                update.frame(),
                timeout));
    }

    Answer fate(AssignedUpdate update) {
        Expected receipt = Expected.receipt(update.assignment(), update.job());
        return authorized(Call.get(server.resolve(update.assignmentLink()), receipt, timeout));
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
        return authorized(sending("POST", declineLink, Expected.JSON, body));
    }

    /** Declines in a single attempt, for a client that cannot go on: it waits for nothing, not even for a token. */
    void declineOnce(String declineLink, String reason) {
        byte[] body = ProtocolJson.lenient().writeValueAsBytes(Map.of("reason", shortened(reason)));
        tokens.atHand().ifPresent(token -> once("POST", declineLink, body, token));
    }

    /** @param body built anew for each attempt */
    Answer rotateKey(ClientId client, Supplier<byte[]> body) {
        String target = clientLink(client, "/keys");
        return authorized(Expected.nothing(), () -> sending("POST", target, Expected.JSON, body.get()));
    }

    Answer capabilities(ClientId client, Capabilities capabilities) {
        byte[] body = ProtocolJson.lenient().writeValueAsBytes(capabilities);
        return authorized(sending("PUT", clientLink(client, "/capabilities"), Expected.JSON, body));
    }

    Answer leave(ClientId client) {
        return authorized(Call.delete(server.resolve(clientLink(client, "")), timeout));
    }

    /** Sends metrics in a single attempt with a short timeout: nothing depends on them. */
    void metrics(Offer offer, Map<String, Object> metrics) {
        once("PUT", offer.links().metrics(), ProtocolJson.lenient().writeValueAsBytes(metrics), tokens.current());
    }

    private void once(String method, String link, byte[] body, String token) {
        Duration patience = timeout.compareTo(SINGLE_TIMEOUT) < 0 ? timeout : SINGLE_TIMEOUT;
        Call call = Call.send(method, server.resolve(link), Expected.nothing(), Expected.JSON, body, patience);
        exchanges.attempt(call.expected(), call.authorizedBy(token));
    }

    /** Returns a call that is answered without a body. */
    private Call sending(String method, String link, String contentType, byte[] body) {
        return Call.send(method, server.resolve(link), Expected.nothing(), contentType, body, timeout);
    }

    private static String clientLink(ClientId client, String rest) {
        return "/api/v1/clients/" + client + rest;
    }

    private Answer authorized(Call call) {
        return authorized(call.expected(), () -> call);
    }

    private Answer authorized(Expected expected, Supplier<Call> call) {
        Supplier<Answer> asking =
                () -> exchanges.untilAnswered(expected, () -> call.get().authorizedBy(tokens.current()));
        Answer answer = asking.get();
        if (answer.isProblem(ProblemCode.INVALID_TOKEN)) {
            tokens.drop();
            answer = asking.get();
        }
        if (answer.isProblem(ProblemCode.INVALID_TOKEN)) {
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
