package io.psephos.server.http.operator;

import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.OperatorCalls.Move;
import io.psephos.coordinator.OperatorCalls.Moved;
import io.psephos.coordinator.job.JobView;
import io.psephos.coordinator.jobfile.InvalidJobException;
import io.psephos.coordinator.jobfile.JobFile;
import io.psephos.coordinator.jobfile.JobJson;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ProblemCode;
import io.psephos.server.http.wire.Allowed;
import io.psephos.server.http.wire.BlockingCalls;
import io.psephos.server.http.wire.Bodies;
import io.psephos.server.http.wire.ModelVersions;
import io.psephos.server.http.wire.Publishers;
import io.psephos.server.problem.RefusedException;
import io.psephos.server.security.Caller;
import io.psephos.server.security.Role;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The calls by which operators create jobs and change their state. */
@RestController
final class JobController {
    private static final System.Logger LOG = System.getLogger(JobController.class.getName());
    private static final String JOBS = "/api/v1/jobs";
    private static final MediaType YAML = MediaType.parseMediaType("application/yaml");
    private static final int LONGEST_YAML = 256 * 1024;

    private final Coordinator coordinator;
    private final Bodies bodies;
    private final BlockingCalls blocking;
    private final Extensions extensions;

    JobController(Coordinator coordinator, Bodies bodies, BlockingCalls blocking, Extensions extensions) {
        this.extensions = extensions;
        this.coordinator = coordinator;
        this.bodies = bodies;
        this.blocking = blocking;
    }

    @Allowed(Role.OPERATOR)
    @PostMapping(path = JOBS, produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<JobBody>> create(@AuthenticationPrincipal Caller caller, ServerHttpRequest request) {
        return spec(request)
                .flatMap(spec -> Publishers.detached(() -> coordinator.create(spec, caller.actor())))
                .map(view -> {
                    JobBody body = whole(view);
                    log(body);
                    return ResponseEntity.created(URI.create(JOBS + "/" + view.job()))
                            .body(body);
                });
    }

    private static void log(JobBody body) {
        if (body.notes() != null) {
            body.notes()
                    .forEach(note ->
                            LOG.log(System.Logger.Level.INFO, "job " + body.job() + " (" + body.name() + ") " + note));
        }
    }

    @Allowed(Role.VIEWER)
    @GetMapping(path = JOBS, produces = MediaType.APPLICATION_JSON_VALUE)
    Page<JobBody> list(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable String limit) {
        return Page.of(coordinator.jobs(), cursor, limit, JobBody::listed);
    }

    @Allowed(Role.VIEWER)
    @GetMapping(path = JOBS + "/{job}", produces = MediaType.APPLICATION_JSON_VALUE)
    JobBody read(@PathVariable JobId job) {
        return coordinator.job(job).map(this::whole).orElseThrow(JobController::unknown);
    }

    @Allowed(Role.OPERATOR)
    @PostMapping(path = JOBS + "/{job}/start", produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<JobBody> start(@AuthenticationPrincipal Caller caller, @PathVariable JobId job, ServerHttpRequest request) {
        return move(job, Move.START, caller, request);
    }

    @Allowed(Role.OPERATOR)
    @PostMapping(path = JOBS + "/{job}/pause", produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<JobBody> pause(@AuthenticationPrincipal Caller caller, @PathVariable JobId job, ServerHttpRequest request) {
        return move(job, Move.PAUSE, caller, request);
    }

    @Allowed(Role.OPERATOR)
    @PostMapping(path = JOBS + "/{job}/resume", produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<JobBody> resume(@AuthenticationPrincipal Caller caller, @PathVariable JobId job, ServerHttpRequest request) {
        return move(job, Move.RESUME, caller, request);
    }

    @Allowed(Role.OPERATOR)
    @PostMapping(path = JOBS + "/{job}/stop", produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<JobBody> stop(@AuthenticationPrincipal Caller caller, @PathVariable JobId job, ServerHttpRequest request) {
        return move(job, Move.STOP, caller, request);
    }

    @Allowed(Role.OPERATOR)
    @DeleteMapping(path = JOBS + "/{job}", produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<Void>> delete(
            @AuthenticationPrincipal Caller caller, @PathVariable JobId job, ServerHttpRequest request) {
        return bodies.none(request)
                .then(Publishers.detached(() -> coordinator.delete(job, caller.actor())))
                .map(this::moved)
                .map(gone -> ResponseEntity.noContent().build());
    }

    @Allowed(Role.OPERATOR)
    @PostMapping(path = JOBS + "/{job}/models/{version}/rollback", produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<JobBody> rollback(
            @AuthenticationPrincipal Caller caller,
            @PathVariable JobId job,
            @PathVariable String version,
            ServerHttpRequest request) {
        return bodies.none(request)
                .then(Publishers.detached(
                        () -> coordinator.rollback(job, ModelVersions.number(version), caller.actor())))
                .map(this::moved);
    }

    private Mono<JobBody> move(JobId job, Move move, Caller caller, ServerHttpRequest request) {
        return bodies.none(request)
                .then(Publishers.detached(() -> coordinator.move(job, move, caller.actor())))
                .map(this::moved);
    }

    private JobBody moved(Moved moved) {
        return switch (moved) {
            case Moved.Done done -> whole(done.job());
            case Moved.WrongState wrong ->
                throw RefusedException.of(
                        ProblemCode.WRONG_STATE,
                        "the job's state does not allow this",
                        wrong.job().state().word());
            case Moved.NoModel waiting ->
                throw RefusedException.of(ProblemCode.NO_MODEL, "the job waits for a model to be uploaded");
            case Moved.NoVersion none ->
                throw none.version() < none.job().modelVersion()
                        ? RefusedException.of(ProblemCode.GONE, "the version is kept no longer")
                        : RefusedException.of(ProblemCode.NOT_FOUND, "there is no such version");
            case Moved.Unknown none -> throw unknown();
        };
    }

    private JobBody whole(JobView view) {
        return JobBody.whole(view, coordinator.notes(view));
    }

    /** Parses a job file, with violations of its rules and of what this server lacks in one answer. */
    private Mono<JobSpec> spec(ServerHttpRequest request) {
        return parsed(request)
                .onErrorResume(
                        InvalidJobException.class,
                        invalid -> blocking.call(() -> {
                            throw invalid.completedBy(coordinator::lacks);
                        }));
    }

    private Mono<JobSpec> parsed(ServerHttpRequest request) {
        return Bodies.isOf(request, YAML)
                ? bodies.bytes(request, YAML, LONGEST_YAML).map(yaml -> JobFile.parse(JobYaml.tree(yaml), extensions))
                : bodies.bytes(request, MediaType.APPLICATION_JSON)
                        .map(json -> JobFile.parse(JobJson.tree(json), extensions));
    }

    static RefusedException unknown() {
        return RefusedException.of(ProblemCode.NOT_FOUND, "there is no such job");
    }
}
