package io.psephos.server.http.operator;

import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.journal.ModelSummary;
import io.psephos.coordinator.journal.Records;
import io.psephos.coordinator.journal.RoundProgress;
import io.psephos.coordinator.journal.StoredMetric;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.protocol.JobId;
import io.psephos.server.http.wire.Allowed;
import io.psephos.server.http.wire.BlockingCalls;
import io.psephos.server.security.ClientRegistry;
import io.psephos.server.security.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The calls that read a job's rounds, metrics, clients and privacy records. */
@RestController
final class JobRecordController {
    private final Coordinator coordinator;
    private final Records records;
    private final ClientRegistry clients;
    private final BlockingCalls blocking;

    JobRecordController(Coordinator coordinator, Records records, ClientRegistry clients, BlockingCalls blocking) {
        this.coordinator = coordinator;
        this.records = records;
        this.clients = clients;
        this.blocking = blocking;
    }

    @Allowed(Role.VIEWER)
    @GetMapping(path = "/api/v1/jobs/{job}/rounds", produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<Page<RoundLine>> rounds(
            @PathVariable JobId job,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable String limit) {
        return page(job, cursor, limit, this::lines);
    }

    @Allowed(Role.VIEWER)
    @GetMapping(path = "/api/v1/jobs/{job}/metrics", produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<Page<StoredMetric>> metrics(
            @PathVariable JobId job,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable String limit) {
        return page(job, cursor, limit, records::metrics);
    }

    @Allowed(Role.VIEWER)
    @GetMapping(path = "/api/v1/jobs/{job}/models", produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<Page<ModelSummary>> models(
            @PathVariable JobId job,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable String limit) {
        return page(job, cursor, limit, records::models);
    }

    @Allowed(Role.VIEWER)
    @GetMapping(path = "/api/v1/jobs/{job}/clients", produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<Page<ClientLine>> clients(
            @PathVariable JobId job,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable String limit) {
        return page(job, cursor, limit, this::standings);
    }

    private List<ClientLine> standings(JobId job) {
        return coordinator.standings(job).toCompletableFuture().join().stream()
                .map(standing -> ClientLine.of(standing, clients.name(standing.client())))
                .toList();
    }

    @Allowed(Role.VIEWER)
    @GetMapping(path = "/api/v1/jobs/{job}/privacy", produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<Privacy> privacy(
            @PathVariable JobId job,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable String limit) {
        return page(job, cursor, limit, any -> List.<Map<String, Object>>of())
                .map(events -> new Privacy("none", events));
    }

    /** Returns the rounds' lines; the open round is read first, so that one that ends in between is not missed. */
    private List<RoundLine> lines(JobId job) {
        Optional<RoundProgress> open = records.progress(job);
        List<StoredRoundSummary> ended = records.rounds(job);
        long last = ended.isEmpty() ? -1 : ended.getLast().round();
        return Stream.concat(
                        ended.stream().map(RoundLine::of),
                        open.filter(round -> round.round() > last).map(RoundLine::of).stream())
                .toList();
    }

    private <T> Mono<Page<T>> page(
            JobId job, @Nullable String cursor, @Nullable String limit, Function<JobId, List<T>> list) {
        if (coordinator.job(job).isEmpty()) {
            throw JobController.unknown();
        }
        return blocking.call(() -> Page.of(list.apply(job), cursor, limit, Function.identity()));
    }

    /**
     * The JSON of a job's privacy cost. Jobs have no privacy mechanism yet: no event is charged, and epsilon, delta and
     * a remaining budget are absent, as no bound holds.
     */
    record Privacy(String mechanism, Page<Map<String, Object>> events) {}
}
