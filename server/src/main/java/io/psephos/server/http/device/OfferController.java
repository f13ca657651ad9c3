package io.psephos.server.http.device;

import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.protocol.Ids;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ProblemCode;
import io.psephos.server.http.wire.Allowed;
import io.psephos.server.http.wire.ServerLimits;
import io.psephos.server.problem.RefusedException;
import io.psephos.server.security.Caller;
import io.psephos.server.security.Role;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The calls by which a client asks for an offer. */
@RestController
final class OfferController {
    private final OfferPolls polls;
    private final Duration longest;
    private final RandomGenerator jitter;

    OfferController(OfferPolls polls, ServerLimits limits, RandomGenerator jitter) {
        this.polls = polls;
        this.longest = limits.longestPoll();
        this.jitter = jitter;
    }

    @Allowed(Role.CLIENT)
    @GetMapping(path = "/api/v1/offers", produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<Offer>> offer(
            @AuthenticationPrincipal Caller.Device caller,
            ServerHttpRequest request,
            @RequestParam(required = false) @Nullable String wait,
            @RequestParam(required = false) @Nullable String job) {
        // The framework maps HEAD here, too; it would give an assignment that no client learns of.
        if (HttpMethod.HEAD.equals(request.getMethod())) {
            throw RefusedException.of(ProblemCode.METHOD_NOT_ALLOWED, "an offer is taken with GET")
                    .withHeader(HttpHeaders.ALLOW, "GET");
        }
        return polls.poll(caller.participant().id(), job == null ? null : jobId(job), patience(wait))
                .map(this::answer);
    }

    private ResponseEntity<Offer> answer(OfferOutcome outcome) {
        return switch (outcome) {
            case OfferOutcome.Offered offered ->
                ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(offered.offer());
            case OfferOutcome.NothingNow nothing ->
                ResponseEntity.noContent()
                        .header(HttpHeaders.RETRY_AFTER, Long.toString(jittered(nothing.retryAfter())))
                        .build();
            case OfferOutcome.Unknown unknown ->
                throw RefusedException.of(ProblemCode.NOT_FOUND, "there is no such job");
            case OfferOutcome.Incapable incapable ->
                throw RefusedException.of(ProblemCode.INCAPABLE, incapable.detail());
            case OfferOutcome.Ended ended -> throw RefusedException.of(ProblemCode.JOB_ENDED, "the job has ended");
        };
    }

    /** Returns the pause in whole seconds, randomly 75 to 125 % of the given one, so that clients spread out. */
    private long jittered(Duration pace) {
        return Math.max(1, Math.round(pace.toMillis() / 1e3 * jitter.nextDouble(0.75, 1.25)));
    }

    private Duration patience(@Nullable String wait) {
        if (wait == null) {
            return Duration.ZERO;
        }
        try {
            Duration asked = Duration.parse(wait);
            if (!asked.isNegative()) {
                return asked.compareTo(longest) > 0 ? longest : asked;
            }
        } catch (DateTimeParseException e) {
            // refused below, like a negative one
        }
        throw RefusedException.of(ProblemCode.BAD_REQUEST, "wait must be an ISO-8601 duration", wait);
    }

    private static JobId jobId(String job) {
        if (!Ids.isValid(job)) {
            throw RefusedException.of(ProblemCode.NOT_FOUND, "there is no such job");
        }
        return new JobId(job);
    }
}
