package io.psephos.server.http.device;

import io.psephos.coordinator.ClientCalls.Call;
import io.psephos.coordinator.ClientCalls.Reported;
import io.psephos.coordinator.ClientCalls.Submission;
import io.psephos.coordinator.Coordinator;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.Fate;
import io.psephos.protocol.Problem;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Receipt;
import io.psephos.protocol.model.Artefact;
import io.psephos.server.http.wire.Allowed;
import io.psephos.server.http.wire.Bodies;
import io.psephos.server.http.wire.Members;
import io.psephos.server.http.wire.MemoryBudget;
import io.psephos.server.http.wire.Publishers;
import io.psephos.server.http.wire.RefusalNotes;
import io.psephos.server.problem.RefusedException;
import io.psephos.server.security.Caller;
import io.psephos.server.security.ClientRegistry;
import io.psephos.server.security.Role;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The calls of a client on its assignment: update, metrics, artefacts, status, decline. */
@RestController
final class AssignmentController {
    private static final String PATH = "/api/v1/assignments/{assignment}";
    private static final MediaType UPDATE = MediaType.valueOf("application/vnd.psephos.update");
    private static final MediaType SAFETENSORS = MediaType.valueOf(Bodies.SAFETENSORS);
    private static final Set<Fate> WITHOUT_UPDATE = EnumSet.of(Fate.OPEN, Fate.DECLINED, Fate.EXPIRED);

    private final Coordinator coordinator;
    private final ClientRegistry clients;
    private final Bodies bodies;
    private final MemoryBudget budget;

    AssignmentController(Coordinator coordinator, ClientRegistry clients, Bodies bodies, MemoryBudget budget) {
        this.budget = budget;
        this.coordinator = coordinator;
        this.clients = clients;
        this.bodies = bodies;
    }

    @Allowed(Role.CLIENT)
    @PutMapping(path = PATH + "/update", produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<Receipt>> update(
            @AuthenticationPrincipal Caller.Device caller,
            @PathVariable AssignmentId assignment,
            ServerHttpRequest request) {
        ClientId client = caller.participant().id();
        Mono<Announced> announced = Mono.fromSupplier(() -> clients.inGoodStanding(client))
                .flatMap(active -> Publishers.detached(() -> coordinator.frameLimit(client, assignment)))
                .map(limit -> Announced.of(request, limit));
        return audited(client, assignment, Call.UPDATE, announced)
                .flatMap(frame -> budget.within(
                        frame.memory(),
                        share -> received(client, assignment, request, frame)
                                .flatMap(bytes -> Publishers.detached(
                                        () -> share.until(() -> coordinator.submit(client, assignment, bytes))))))
                .map(AssignmentController::answer);
    }

    private Mono<byte[]> received(
            ClientId client, AssignmentId assignment, ServerHttpRequest request, Announced frame) {
        Mono<byte[]> staged = Bodies.staged(request, frame.length()).doOnNext(bytes -> clients.inGoodStanding(client));
        return audited(client, assignment, Call.UPDATE, staged);
    }

    /**
     * A frame before it is read.
     *
     * @param length of the frame
     * @param limit length of the largest frame of the assignment
     */
    private record Announced(int length, long limit) {
        static Announced of(ServerHttpRequest request, OptionalLong limit) {
            if (limit.isEmpty()) {
                throw unknown();
            }
            long most = limit.getAsLong();
            return new Announced(Bodies.announced(request, UPDATE, "the largest frame of this assignment", most), most);
        }

        /** The frame, and what it is decoded to, which no codec makes larger than its largest frame. */
        long memory() {
            return length + limit;
        }
    }

    @Allowed(Role.CLIENT)
    @GetMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<Receipt> fate(@AuthenticationPrincipal Caller.Device caller, @PathVariable AssignmentId assignment) {
        return known(caller.participant().id(), assignment);
    }

    @Allowed(Role.CLIENT)
    @PostMapping(path = PATH + "/decline", produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<Void>> decline(
            @AuthenticationPrincipal Caller.Device caller,
            @PathVariable AssignmentId assignment,
            ServerHttpRequest request) {
        ClientId client = caller.participant().id();
        return known(client, assignment)
                .flatMap(open -> bodies.json(request, Decline.class))
                .flatMap(body -> Publishers.detached(() -> coordinator.decline(client, assignment, body.declining())))
                .map(AssignmentController::declined);
    }

    @Allowed(Role.CLIENT)
    @PutMapping(path = PATH + "/metrics", produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<Void>> metrics(
            @AuthenticationPrincipal Caller.Device caller,
            @PathVariable AssignmentId assignment,
            ServerHttpRequest request) {
        ClientId client = caller.participant().id();
        Mono<ClientReport> told = known(client, assignment)
                .doOnNext(known -> Bodies.refuseEncoding(request))
                .flatMap(known -> bodies.tree(request))
                .map(MetricsBody::report);
        return audited(client, assignment, Call.METRICS, told)
                .flatMap(report -> Publishers.detached(() -> coordinator.report(client, assignment, report)))
                .map(AssignmentController::reported);
    }

    @Allowed(Role.CLIENT)
    @PutMapping(path = PATH + "/artefacts/{name}", produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<Void>> artefact(
            @AuthenticationPrincipal Caller.Device caller,
            @PathVariable AssignmentId assignment,
            @PathVariable String name,
            ServerHttpRequest request) {
        ClientId client = caller.participant().id();
        Mono<Integer> announced = known(client, assignment)
                .map(known -> Bodies.announced(request, SAFETENSORS, "the largest artefact", Artefact.MOST_UPLOADED));
        return audited(client, assignment, Call.ARTEFACT, announced)
                .flatMap(length -> budget.within(
                        2L * length,
                        share -> audited(client, assignment, Call.ARTEFACT, Bodies.staged(request, length))
                                .flatMap(bytes -> Publishers.detached(() ->
                                        share.until(() -> coordinator.sendArtefact(client, assignment, name, bytes))))))
                .map(AssignmentController::reported);
    }

    /** What became of an assignment of the client, before a body is read for it. */
    private Mono<Receipt> known(ClientId client, AssignmentId assignment) {
        return Publishers.detached(() -> coordinator.fate(client, assignment)).map(AssignmentController::known);
    }

    /** What the coordinator never sees, it still notes; what it refuses itself it has noted already. */
    private <T> Mono<T> audited(ClientId client, AssignmentId assignment, Call call, Mono<T> body) {
        return body.onErrorResume(failure -> RefusalNotes.of(failure)
                .filter(AssignmentController::isWorthANote)
                .map(refused -> note(client, assignment, call, refused).then(Mono.<T>error(failure)))
                .orElseGet(() -> Mono.error(failure)));
    }

    /** Waits for the note, so that nobody sends faster than it is written; a connection that stalled is gone by then. */
    private Mono<Boolean> note(ClientId client, AssignmentId assignment, Call call, RefusedException refused) {
        Mono<Boolean> note = Publishers.detached(() ->
                        coordinator.noteRefusal(client, assignment, call, refused.code(), detail(refused.problem())))
                .onErrorComplete();
        if (refused.code() == ProblemCode.TIMEOUT) {
            note.subscribe();
            return Mono.empty();
        }
        return note;
    }

    private static boolean isWorthANote(RefusedException refused) {
        int status = refused.code().status();
        return status < 500 && status != 401 && status != 404;
    }

    private static String detail(Problem problem) {
        return problem.value() == null
                ? String.valueOf(problem.detail())
                : problem.detail() + ", was " + problem.value();
    }

    private static ResponseEntity<Receipt> answer(Submission submission) {
        return switch (submission) {
            case Submission.Accepted accepted ->
                ResponseEntity.status(HttpStatus.ACCEPTED).body(accepted.receipt());
            case Submission.AlreadyAccepted again -> ResponseEntity.ok(again.receipt());
            case Submission.Refused refused ->
                throw RefusedException.of(refused.code(), refused.detail(), refused.value());
            case Submission.Unknown none -> throw unknown();
        };
    }

    private static ResponseEntity<Void> reported(Reported reported) {
        return switch (reported) {
            case Reported.Kept kept -> ResponseEntity.noContent().build();
            case Reported.Refused refused ->
                throw RefusedException.of(refused.code(), refused.detail(), refused.value());
            case Reported.Unknown none -> throw unknown();
        };
    }

    private static ResponseEntity<Void> declined(Optional<Receipt> receipt) {
        Fate fate = known(receipt).fate();
        if (!WITHOUT_UPDATE.contains(fate)) {
            throw RefusedException.of(ProblemCode.WRONG_STATE, "the assignment has its verdict already", fate.word());
        }
        return ResponseEntity.noContent().build();
    }

    private static Receipt known(Optional<Receipt> receipt) {
        return receipt.orElseThrow(AssignmentController::unknown);
    }

    private static RefusedException unknown() {
        return RefusedException.of(ProblemCode.NOT_FOUND, "there is no such assignment");
    }

    record Decline(String reason, @Nullable Boolean lostMemory) {
        private static final int LONGEST = 200;
        private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}", Pattern.UNICODE_CHARACTER_CLASS);

        Decline {
            Members.require("reason", reason);
            int length = reason.codePointCount(0, reason.length());
            if (length > LONGEST) {
                throw new IllegalArgumentException("reason must be at most " + LONGEST + " characters, had " + length);
            }
            reason = CONTROL.matcher(reason).replaceAll("\uFFFD");
        }

        Coordinator.Declining declining() {
            return new Coordinator.Declining(reason, Boolean.TRUE.equals(lostMemory));
        }
    }
}
