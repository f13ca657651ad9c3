package io.psephos.server.http.device;

import io.psephos.protocol.JobId;
import io.psephos.protocol.ProblemCode;
import io.psephos.server.http.wire.Allowed;
import io.psephos.server.http.wire.BlockingCalls;
import io.psephos.server.http.wire.Bodies;
import io.psephos.server.problem.RefusedException;
import io.psephos.server.security.Caller;
import io.psephos.server.security.Role;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRange;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Where parameters are downloaded, and the artefacts beside them. */
@RestController
final class ModelController {
    private static final String PATH = "/api/v1/jobs/{job}/models/{version}";
    private static final String DELTA = "application/vnd.psephos.delta";

    private final ModelFiles models;
    private final BlockingCalls blocking;

    ModelController(ModelFiles models, BlockingCalls blocking) {
        this.models = models;
        this.blocking = blocking;
    }

    @Allowed({Role.CLIENT, Role.VIEWER})
    @GetMapping(path = PATH, produces = Bodies.SAFETENSORS)
    Mono<ResponseEntity<ByteBuffer>> model(
            @AuthenticationPrincipal Caller caller,
            @PathVariable JobId job,
            @PathVariable String version,
            ServerHttpRequest request) {
        return blocking.call(() -> models.file(caller, job, version))
                .map(file -> answer(request, file, headers(version, path(job, file.version()))));
    }

    @Allowed({Role.CLIENT, Role.VIEWER})
    @GetMapping(path = PATH + "/artefacts/{name}", produces = Bodies.SAFETENSORS)
    Mono<ResponseEntity<ByteBuffer>> artefact(
            @AuthenticationPrincipal Caller caller,
            @PathVariable JobId job,
            @PathVariable String version,
            @PathVariable String name,
            ServerHttpRequest request) {
        return blocking.call(() -> models.artefact(caller, job, version, name))
                .map(file -> answer(request, file, headers(version, path(job, file.version()) + "/artefacts/" + name)));
    }

    @Allowed({Role.CLIENT, Role.VIEWER})
    @GetMapping(path = PATH + "/delta", produces = DELTA)
    Mono<ResponseEntity<ByteBuffer>> delta(
            @AuthenticationPrincipal Caller caller,
            @PathVariable JobId job,
            @PathVariable String version,
            @RequestParam(required = false) @Nullable String since) {
        return blocking.call(() -> models.delta(caller, job, version, since))
                .map(delta -> ResponseEntity.ok()
                        .headers(headers(version, path(job, delta.version()) + "/delta?since=" + delta.since()))
                        .body(ByteBuffer.wrap(delta.bytes())));
    }

    private static String path(JobId job, long version) {
        return "/api/v1/jobs/" + job + "/models/" + version;
    }

    private static HttpHeaders headers(String asked, String location) {
        HttpHeaders headers = new HttpHeaders();
        if ("latest".equals(asked)) {
            headers.set(HttpHeaders.CONTENT_LOCATION, location);
            headers.setCacheControl(CacheControl.noCache());
        } else {
            headers.setCacheControl(
                    CacheControl.maxAge(Duration.ofDays(365)).cachePrivate().immutable());
        }
        return headers;
    }

    private static ResponseEntity<ByteBuffer> answer(ServerHttpRequest request, ModelFile file, HttpHeaders headers) {
        headers.setETag(file.etag());
        headers.set(HttpHeaders.ACCEPT_RANGES, "bytes");
        headers.set("Repr-Digest", file.digest());
        if (request.getHeaders().getIfNoneMatch().stream()
                .anyMatch(tag -> tag.equals(file.etag()) || tag.equals("*"))) {
            return ResponseEntity.status(HttpStatus.NOT_MODIFIED)
                    .headers(headers)
                    .build();
        }
        HttpRange range = range(request.getHeaders(), file.etag());
        return range == null ? whole(file, headers) : part(file, headers, range);
    }

    private static ResponseEntity<ByteBuffer> whole(ModelFile file, HttpHeaders headers) {
        headers.set("Content-Digest", file.digest());
        return ResponseEntity.ok().headers(headers).body(ByteBuffer.wrap(file.bytes()));
    }

    private static ResponseEntity<ByteBuffer> part(ModelFile file, HttpHeaders headers, HttpRange range) {
        long total = file.bytes().length;
        long from = range.getRangeStart(total);
        long to = range.getRangeEnd(total);
        if (from >= total || from > to) {
            throw RefusedException.of(ProblemCode.RANGE_NOT_SATISFIABLE, "the file has " + total + " bytes")
                    .withHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + total);
        }
        int length = (int) (to - from + 1);
        headers.set(HttpHeaders.CONTENT_RANGE, "bytes " + from + "-" + to + "/" + total);
        headers.set("Content-Digest", file.digest((int) from, length));
        return ResponseEntity.status(HttpStatus.PARTIAL_CONTENT)
                .headers(headers)
                .body(ByteBuffer.wrap(file.bytes(), (int) from, length).slice());
    }

    /** The one range that is asked for; several, broken ones and those for another file mean the whole. */
    private static @Nullable HttpRange range(HttpHeaders headers, String etag) {
        String condition = headers.getFirst(HttpHeaders.IF_RANGE);
        if (condition != null && !condition.equals(etag)) {
            return null;
        }
        try {
            List<HttpRange> ranges = headers.getRange();
            return ranges.size() == 1 ? ranges.getFirst() : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
