package io.psephos.server.http.wire;

import io.psephos.protocol.MalformedTextException;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Text;
import io.psephos.protocol.json.JsonText;
import io.psephos.server.problem.RefusedException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The reader of request bodies, which checks in the protocol's order: type, length, size, syntax, members. */
public final class Bodies {
    /** The content type of models and artefacts. */
    public static final String SAFETENSORS = "application/x-safetensors";

    /** Above this the rest of a refused body is not worth reading: the connection is closed instead. */
    private static final long WORTH_DRAINING = 16L << 20;

    /** Bodies up to this length are not worth counting. */
    private static final int SMALL = 64 << 10;

    private final JsonMapper json;
    private final int limit;
    private final MemoryBudget budget;

    /** @param limit size in bytes of the largest JSON or form body */
    public Bodies(JsonMapper json, int limit, MemoryBudget budget) {
        this.json = json;
        this.limit = limit;
        this.budget = budget;
    }

    /** Reads a JSON body as a record. */
    public <T> Mono<T> json(ServerHttpRequest request, Class<T> type) {
        return tree(request).map(node -> bind(node, type));
    }

    /** Reads a JSON body as a record; a call without a body counts as one without members. */
    public <T> Mono<T> jsonOrNothing(ServerHttpRequest request, Class<T> type) {
        boolean nothing = request.getHeaders().getContentLength() <= 0
                && !request.getHeaders().containsHeader(HttpHeaders.TRANSFER_ENCODING);
        return nothing ? Mono.fromSupplier(() -> bind(json.createObjectNode(), type)) : json(request, type);
    }

    /** Reads a JSON body as a tree. */
    public Mono<JsonNode> tree(ServerHttpRequest request) {
        return bytes(request, MediaType.APPLICATION_JSON).map(Bodies::parse);
    }

    /** Reads the bytes of a body of the media type. */
    public Mono<byte[]> bytes(ServerHttpRequest request, MediaType type) {
        return bytes(request, type, limit);
    }

    /** Reads the bytes of a body of the media type within a given limit. */
    public Mono<byte[]> bytes(ServerHttpRequest request, MediaType type, int limit) {
        return Mono.defer(() -> {
            int length = announced(request, type, "the longest body", limit);
            return length <= SMALL
                    ? staged(request, length)
                    : budget.within(2L * length, share -> staged(request, length));
        });
    }

    /** Reads the bytes of a body whose type and length were checked before; refuses more than the limit. */
    public static Mono<byte[]> staged(ServerHttpRequest request, int limit) {
        return StagedBody.of(request, limit);
    }

    /** Checks that a body is empty or an object without members; neither needs a content type. */
    public Mono<Void> none(ServerHttpRequest request) {
        return Mono.defer(() -> {
            boolean foreign = request.getHeaders().containsHeader(HttpHeaders.CONTENT_TYPE)
                    && !isOf(request, MediaType.APPLICATION_JSON);
            if (foreign && request.getHeaders().getContentLength() > 0) {
                requireType(request, MediaType.APPLICATION_JSON);
            }
            return StagedBody.of(request, limit)
                    .filter(bytes -> bytes.length > 0)
                    .doOnNext(bytes -> requireNothing(request, foreign, bytes))
                    .then();
        });
    }

    public static boolean isOf(ServerHttpRequest request, MediaType wanted) {
        MediaType given = contentType(request.getHeaders());
        return given != null && given.equalsTypeAndSubtype(wanted);
    }

    public static void requireType(ServerHttpRequest request, MediaType wanted) {
        if (!isOf(request, wanted)) {
            throw RefusedException.of(
                    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                    "the body must be " + wanted,
                    request.getHeaders().getFirst(HttpHeaders.CONTENT_TYPE));
        }
    }

    public static void refuseEncoding(ServerHttpRequest request) {
        String encoding = request.getHeaders().getFirst(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null) {
            throw RefusedException.of(
                    ProblemCode.UNSUPPORTED_MEDIA_TYPE, "bodies with a Content-Encoding are not taken", encoding);
        }
    }

    /**
     * The length of a body of that type, judged before any of it is read.
     *
     * @param largest what has as many bytes as the limit, for the refusal of what has more
     */
    public static int announced(ServerHttpRequest request, MediaType type, String largest, long limit) {
        requireType(request, type);
        refuseEncoding(request);
        long length = request.getHeaders().getContentLength();
        if (length < 0) {
            throw RefusedException.of(ProblemCode.LENGTH_REQUIRED, "the body needs a Content-Length");
        }
        if (length > limit) {
            RefusedException refused = RefusedException.of(
                    ProblemCode.TOO_LARGE, largest + " has " + limit + " bytes", Long.toString(length));
            throw length > WORTH_DRAINING ? refused.withHeader(HttpHeaders.CONNECTION, "close") : refused;
        }
        return Math.toIntExact(length);
    }

    private static @Nullable MediaType contentType(HttpHeaders headers) {
        try {
            return headers.getContentType();
        } catch (InvalidMediaTypeException e) {
            return null;
        }
    }

    private void requireNothing(ServerHttpRequest request, boolean foreign, byte[] bytes) {
        if (foreign) {
            requireType(request, MediaType.APPLICATION_JSON);
        }
        JsonNode node = parse(bytes);
        if (!node.isObject() || !node.isEmpty()) {
            throw RefusedException.of(ProblemCode.INVALID_MEMBER, "the call takes no members");
        }
    }

    private static JsonNode parse(byte[] bytes) {
        try {
            return JsonText.tree(bytes);
        } catch (MalformedTextException e) {
            throw RefusedException.of(
                    ProblemCode.BAD_REQUEST, "the body is not JSON as the protocol has it: " + e.getMessage());
        }
    }

    private <T> T bind(JsonNode node, Class<T> type) {
        if (!node.isObject()) {
            throw RefusedException.of(ProblemCode.INVALID_MEMBER, "the body must be an object");
        }
        try {
            return json.treeToValue(node, type);
        } catch (JacksonException e) {
            throw RefusedException.of(ProblemCode.INVALID_MEMBER, detail(e), member(e.getPath()));
        }
    }

    private static String detail(JacksonException e) {
        return e.getCause() instanceof IllegalArgumentException cause && cause.getMessage() != null
                ? Text.printable(cause.getMessage())
                : "a member is unknown or of the wrong type";
    }

    private static String member(List<JacksonException.Reference> path) {
        StringBuilder member = new StringBuilder();
        for (JacksonException.Reference step : path) {
            String name = step.getPropertyName();
            member.append(member.isEmpty() ? "" : ".").append(name == null ? step.getIndex() : name);
        }
        return member.toString();
    }
}
