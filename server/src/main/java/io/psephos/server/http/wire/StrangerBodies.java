package io.psephos.server.http.wire;

import io.psephos.protocol.ProblemCode;
import io.psephos.server.http.connection.Losses;
import io.psephos.server.http.connection.Origin;
import io.psephos.server.problem.RefusedException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;

/**
 * The reader of bodies of calls that need no token: small ones, and only so many bytes at once from one address and
 * over all.
 */
public final class StrangerBodies {
    private static final String LARGEST = "the largest body of this call";

    private final Bodies bodies;
    private final Limits limits;
    private final Losses losses;
    private final Map<Origin, Long> heldBy = new HashMap<>();
    private long held;

    /** @param bodies with the limit of one body */
    public StrangerBodies(Bodies bodies, Limits limits, Losses losses) {
        this.bodies = bodies;
        this.limits = limits;
        this.losses = losses;
    }

    /**
     * How many bytes may be read at once.
     *
     * @param body of one
     * @param all of all
     * @param perAddress of those from one address
     */
    public record Limits(int body, long all, long perAddress) {}

    /** Reads a JSON body as a record. */
    public <T> Mono<T> json(ServerHttpRequest request, Class<T> type) {
        return within(request, MediaType.APPLICATION_JSON, () -> bodies.json(request, type));
    }

    /** Reads the bytes of a form. */
    public Mono<byte[]> form(ServerHttpRequest request) {
        return within(
                request,
                MediaType.APPLICATION_FORM_URLENCODED,
                () -> bodies.bytes(request, MediaType.APPLICATION_FORM_URLENCODED));
    }

    private <T> Mono<T> within(ServerHttpRequest request, MediaType type, Supplier<Mono<T>> read) {
        Origin origin = Origin.of(request.getRemoteAddress());
        return Mono.using(
                () -> take(origin, Bodies.announced(request, type, LARGEST, limits.body())),
                taken -> read.get(),
                taken -> give(origin, taken));
    }

    private synchronized long take(Origin origin, long bytes) {
        if (heldBy.getOrDefault(origin, 0L) + bytes > limits.perAddress()) {
            losses.count(Losses.Cause.TOO_MANY_BYTES);
            throw RefusedException.of(
                    ProblemCode.RATE_LIMITED, "too many bodies come from this address at once; send again later");
        }
        if (held + bytes > limits.all()) {
            losses.count(Losses.Cause.TOO_MANY_BYTES);
            throw RefusedException.of(
                    ProblemCode.UNAVAILABLE, "too many bodies come at once; the same call may be made again");
        }
        held += bytes;
        heldBy.merge(origin, bytes, Long::sum);
        return bytes;
    }

    private synchronized void give(Origin origin, long bytes) {
        held -= bytes;
        heldBy.computeIfPresent(origin, (from, sum) -> sum == bytes ? null : sum - bytes);
    }
}
