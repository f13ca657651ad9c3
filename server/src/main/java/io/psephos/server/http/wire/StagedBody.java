package io.psephos.server.http.wire;

import io.psephos.protocol.ProblemCode;
import io.psephos.server.problem.RefusedException;
import java.util.Arrays;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;

/** A request body read into one array that grows with the received bytes, not with the announced length. */
final class StagedBody {
    private static final int FIRST = 64 * 1024;

    private final int limit;
    private byte[] bytes;
    private int length;

    private StagedBody(int limit) {
        this.limit = limit;
        this.bytes = new byte[Math.min(limit, FIRST)];
    }

    /** Returns the whole body; refuses more than the limit. */
    static Mono<byte[]> of(ServerHttpRequest request, int limit) {
        return Mono.defer(() -> {
            StagedBody staged = new StagedBody(limit);
            return Publishers.contained(request.getBody().map(staged::taken).then(Mono.fromSupplier(staged::whole)));
        });
    }

    private int taken(DataBuffer buffer) {
        try {
            return take(buffer);
        } catch (OutOfMemoryError e) {
            throw CallFailedException.of(e);
        }
    }

    /**
     * Copies and releases a buffer within one step: one that is handed on is released twice when the client hangs up.
     */
    private int take(DataBuffer buffer) {
        try {
            int count = buffer.readableByteCount();
            if (count > limit - length) {
                throw RefusedException.of(ProblemCode.TOO_LARGE, "the body is longer than " + limit + " bytes");
            }
            if (length + count > bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(limit, Math.max(2L * bytes.length, length + count)));
            }
            buffer.read(bytes, length, count);
            length += count;
            return count;
        } finally {
            DataBufferUtils.release(buffer);
        }
    }

    private byte[] whole() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }
}
