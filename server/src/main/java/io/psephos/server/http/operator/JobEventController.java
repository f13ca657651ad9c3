package io.psephos.server.http.operator;

import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.event.JobEvent;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.ProblemCode;
import io.psephos.server.http.operator.EventStreams.Told;
import io.psephos.server.http.wire.Allowed;
import io.psephos.server.http.wire.ServerLimits;
import io.psephos.server.problem.RefusedException;
import io.psephos.server.security.Role;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The call that streams a job's events. */
@RestController
final class JobEventController {
    private final Coordinator coordinator;
    private final EventStreams streams;
    private final Duration heartbeat;

    JobEventController(Coordinator coordinator, EventStreams streams, ServerLimits limits) {
        this.coordinator = coordinator;
        this.streams = streams;
        this.heartbeat = limits.heartbeat();
    }

    @Allowed(Role.VIEWER)
    @GetMapping(path = "/api/v1/jobs/{job}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Mono<ResponseEntity<Flux<ServerSentEvent<Data>>>> events(
            @PathVariable JobId job,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String header,
            @RequestParam(required = false) @Nullable String lastEventId) {
        if (coordinator.job(job).isEmpty()) {
            throw JobController.unknown();
        }
        String from = header == null ? lastEventId : header;
        Mono<Long> start = from == null ? streams.newest(job) : Mono.just(id(from));
        return start.map(after ->
                ResponseEntity.ok().contentType(MediaType.TEXT_EVENT_STREAM).body(stream(job, after)));
    }

    /** Returns the stream, which begins with a comment, so that a reader knows at once that it is connected. */
    private Flux<ServerSentEvent<Data>> stream(JobId job, long after) {
        Sinks.Empty<Void> over = Sinks.empty();
        Flux<ServerSentEvent<Data>> events =
                streams.after(job, after).map(JobEventController::event).doOnTerminate(over::tryEmitEmpty);
        Flux<ServerSentEvent<Data>> comments = Flux.interval(Duration.ZERO, heartbeat)
                .onBackpressureDrop()
                .map(beat -> ServerSentEvent.<Data>builder().comment("").build());
        return Flux.merge(events, comments.takeUntilOther(over.asMono()));
    }

    private static ServerSentEvent<Data> event(Told told) {
        return switch (told) {
            case Told.Happened happened ->
                ServerSentEvent.<Data>builder(Happened.of(happened.event()))
                        .id(Long.toString(happened.event().id()))
                        .event(happened.event().kind().word())
                        .build();
            case Told.Gap gap ->
                ServerSentEvent.<Data>builder(Gap.of(gap.oldest())).event("gap").build();
        };
    }

    private static long id(String text) {
        if (text.matches("[0-9]{1,18}")) {
            return Long.parseLong(text);
        }
        throw RefusedException.of(ProblemCode.BAD_REQUEST, "Last-Event-ID must be a number", text);
    }

    sealed interface Data {}

    /** The JSON of a gap; {@code oldest} is the id of the first event after it. */
    record Gap(Instant at, long oldest) implements Data {
        static Gap of(JobEvent event) {
            return new Gap(event.at(), event.id());
        }
    }

    record Happened(
            Instant at,
            @Nullable Long round,
            @Nullable Long version,
            @Nullable ClientId client,
            @Nullable AssignmentId assignment,
            @Nullable String code,
            @Nullable Double value)
            implements Data {

        static Happened of(JobEvent event) {
            return new Happened(
                    event.at(),
                    event.round(),
                    event.version(),
                    event.client(),
                    event.assignment(),
                    event.code(),
                    event.value());
        }
    }
}
