package io.psephos.client;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.Ids;
import io.psephos.protocol.JobId;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.model.CarriedTensors;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the server answers to a call that succeeds. An answer that is neither this nor a problem of the protocol comes
 * from something on the way, such as a captive portal, a gateway or a cache, and says nothing about the call.
 *
 * @param type media type of a success with a body
 * @param most bytes of its body that are read
 * @param fits whether an answer is such a success, by status, headers and body
 */
record Expected(String type, long most, Predicate<Answer> fits) {
    static final String JSON = "application/json";
    static final String SAFETENSORS = "application/x-safetensors";
    static final String DELTA = "application/vnd.psephos.delta";

    /** An offer names every tensor of a model, whose names and shapes fit into a safetensors header of 1 MiB. */
    private static final int MOST_JSON = 8 << 20;

    private static final int MOST_HEADER = 1 << 20;
    private static final int MOST_OF_ARTEFACTS = 64 << 20;
    private static final Pattern BEARER = Pattern.compile("[A-Za-z0-9._~+/-]+=*");
    /** Fates of an update that was accepted; the others contradict a 2xx. */
    private static final Set<String> ACCEPTED = Set.of("accepted", "counted", "discarded");

    /** 204 without a body. */
    static Expected nothing() {
        return new Expected(JSON, 0, answer -> answer.status() == 204);
    }

    /** An offer, or 204 with the time after which to ask again. */
    static Expected offer(Origin server, @Nullable JobId job) {
        return new Expected(
                JSON,
                MOST_JSON,
                answer -> answer.status() == 204
                        ? answer.retryAfter().isPresent()
                        : answer.status() == 200
                                && OfferReading.of(answer.json(), server, job).isPresent());
    }

    /** The receipt of this very assignment, with the fate of an update that was accepted. */
    static Expected acceptance(AssignmentId assignment, JobId job) {
        return new Expected(
                JSON,
                MOST_JSON,
                answer -> (answer.status() == 200 || answer.status() == 202)
                        && isReceipt(answer.json(), assignment, job)
                        && ACCEPTED.contains(text(answer.json(), "fate")));
    }

    /** The receipt of this very assignment. */
    static Expected receipt(AssignmentId assignment, JobId job) {
        return json(receipt -> isReceipt(receipt, assignment, job), 200);
    }

    static Expected metadata() {
        return json(metadata -> has(metadata, "issuer") && has(metadata, "token_endpoint"), 200);
    }

    static Expected enrolment() {
        return json(
                granted -> Ids.isValid(text(granted, "clientId"))
                        && has(granted, "issuer")
                        && has(granted, "tokenEndpoint"),
                200,
                201);
    }

    static Expected token() {
        return json(
                granted -> BEARER.matcher(text(granted, "access_token")).matches()
                        && text(granted, "token_type").equalsIgnoreCase("Bearer")
                        && granted.path("expires_in").asDouble(0) > 0,
                200);
    }

    /** The parameters of a model with what it carries, or the steps to them, which are shorter. */
    static Expected parameters(String type, ParameterLayout layout) {
        return file(type, MOST_HEADER + CarriedTensors.MOST_BYTES + (long) Float.BYTES * layout.parameterCount());
    }

    /** An artefact of a version of a model. */
    static Expected artefact(ParameterLayout layout) {
        return file(SAFETENSORS, Math.max(MOST_OF_ARTEFACTS, 2L * Float.BYTES * layout.parameterCount()));
    }

    boolean isMetBy(Answer answer) {
        boolean isTyped = answer.status() == 204 || answer.isOf(type);
        return answer.status() / 100 == 2 && answer.isPlain() && isTyped && fits.test(answer);
    }

    private static Expected file(String type, long most) {
        return new Expected(type, most, answer -> answer.status() == 200);
    }

    private static Expected json(Predicate<JsonNode> shape, Integer... statuses) {
        Set<Integer> these = Set.of(statuses);
        return new Expected(JSON, MOST_JSON, answer -> these.contains(answer.status()) && shape.test(answer.json()));
    }

    private static boolean isReceipt(JsonNode tree, AssignmentId assignment, JobId job) {
        return text(tree, "assignment").equals(assignment.value())
                && text(tree, "job").equals(job.value())
                && has(tree, "fate");
    }

    private static boolean has(JsonNode tree, String member) {
        return !text(tree, member).isEmpty();
    }

    private static String text(JsonNode tree, String member) {
        JsonNode value = tree.path(member);
        return value.isString() ? value.asString() : "";
    }
}
