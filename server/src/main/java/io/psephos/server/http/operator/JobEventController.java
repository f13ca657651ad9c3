package io.psephos.server.http.operator;

import io.psephos.coordinator.Coordinator;
import io.psephos.protocol.JobId;
import io.psephos.protocol.ProblemCode;
import io.psephos.server.http.connection.Origin;
import io.psephos.server.http.wire.Allowed;
import io.psephos.server.http.wire.Outlet;
import io.psephos.server.problem.RefusedException;
import io.psephos.server.security.Role;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The call that streams a job's events. */
@RestController
final class JobEventController {
    private final Coordinator coordinator;
    private final EventStreams streams;

    JobEventController(Coordinator coordinator, EventStreams streams) {
        this.coordinator = coordinator;
        this.streams = streams;
    }

    @Allowed(Role.VIEWER)
    @GetMapping(path = "/api/v1/jobs/{job}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Mono<Void> events(
            @PathVariable JobId job,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String header,
            @RequestParam(required = false) @Nullable String lastEventId,
            ServerHttpRequest request,
            ServerHttpResponse response) {
        if (coordinator.job(job).isEmpty()) {
            throw JobController.unknown();
        }
        String from = header == null ? lastEventId : header;
        Mono<Long> start = from == null ? streams.newest(job) : Mono.just(id(from));
        StreamCount count = streams.count();
        return Mono.using(
                () -> count.enter(Origin.of(request.getRemoteAddress()).address()),
                network -> start.flatMap(after -> write(response, job, after)),
                count::leave);
    }

    private Mono<Void> write(ServerHttpResponse response, JobId job, long after) {
        DataBufferFactory buffers = response.bufferFactory();
        response.getHeaders().setContentType(MediaType.TEXT_EVENT_STREAM);
        return response.writeAndFlushWith(
                streams.after(job, after, Outlet.of(response)).map(piece -> piece.map(buffers::wrap)));
    }

    private static long id(String text) {
        if (text.matches("[0-9]{1,18}")) {
            return Long.parseLong(text);
        }
        throw RefusedException.of(ProblemCode.BAD_REQUEST, "Last-Event-ID must be a number", text);
    }
}
