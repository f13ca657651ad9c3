package io.psephos.server.http.operator;

import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.OperatorCalls.Uploaded;
import io.psephos.coordinator.job.JobView;
import io.psephos.protocol.JobId;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.TensorShape;
import io.psephos.protocol.Text;
import io.psephos.protocol.model.Safetensors;
import io.psephos.server.http.wire.Allowed;
import io.psephos.server.http.wire.BlockingCalls;
import io.psephos.server.http.wire.Bodies;
import io.psephos.server.http.wire.MemoryBudget;
import io.psephos.server.http.wire.Publishers;
import io.psephos.server.http.wire.ServerLimits;
import io.psephos.server.problem.RefusedException;
import io.psephos.server.security.Caller;
import io.psephos.server.security.Role;
import java.util.HashSet;
import java.util.concurrent.CompletionStage;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The call by which operators upload a model. */
@RestController
final class ModelUploadController {
    private static final MediaType SAFETENSORS = MediaType.valueOf(Bodies.SAFETENSORS);

    private final Coordinator coordinator;
    private final BlockingCalls blocking;
    private final MemoryBudget budget;
    private final long limit;

    ModelUploadController(Coordinator coordinator, BlockingCalls blocking, MemoryBudget budget, ServerLimits limits) {
        this.budget = budget;
        this.coordinator = coordinator;
        this.blocking = blocking;
        this.limit = limits.modelUploadBytes();
    }

    @Allowed(Role.OPERATOR)
    @PutMapping(path = "/api/v1/jobs/{job}/models/0", produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<Void>> upload(
            @AuthenticationPrincipal Caller caller, @PathVariable JobId job, ServerHttpRequest request) {
        JobView view = coordinator.job(job).orElseThrow(JobController::unknown);
        int length = Bodies.announced(request, SAFETENSORS, "the largest file", limit);
        return budget.within(
                        MemoryBudget.MODEL_COPIES * length,
                        share -> Bodies.staged(request, length)
                                .flatMap(file -> blocking.call(() -> Parsed.of(file, view)))
                                .flatMap(parsed ->
                                        Publishers.detached(() -> share.until(() -> upload(job, parsed, caller)))))
                .map(ModelUploadController::answer);
    }

    private CompletionStage<Uploaded> upload(JobId job, Parsed parsed, Caller caller) {
        return coordinator.upload(job, parsed.layout(), parsed.parameters(), caller.actor());
    }

    private static ResponseEntity<Void> answer(Uploaded uploaded) {
        return switch (uploaded) {
            case Uploaded.Done done -> ResponseEntity.noContent().build();
            case Uploaded.Refused refused ->
                throw RefusedException.of(refused.code(), refused.detail(), refused.value());
            case Uploaded.Unknown none -> throw JobController.unknown();
        };
    }

    /** A file's tensors, in the order of the job file's layout if it has one, else in the order of their data. */
    private record Parsed(ParameterLayout layout, float[] parameters) {

        static Parsed of(byte[] file, JobView view) {
            if (Safetensors.hasOverlongHeader(file)) {
                throw RefusedException.of(ProblemCode.TOO_LARGE, "the header of the file is too large");
            }
            ParameterLayout found;
            float[] parameters;
            ParameterLayout layout;
            try {
                found = Safetensors.layout(file);
                layout = view.spec()
                        .model()
                        .layout()
                        .filter(wanted -> new HashSet<>(wanted.tensors()).equals(new HashSet<>(found.tensors())))
                        .orElse(found);
                parameters = Safetensors.read(file, layout);
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw RefusedException.of(ProblemCode.INVALID_MODEL, String.valueOf(e.getMessage()));
            }
            requireFinite(layout, parameters);
            return new Parsed(layout, parameters);
        }

        private static void requireFinite(ParameterLayout layout, float[] parameters) {
            int offset = 0;
            for (TensorShape tensor : layout.tensors()) {
                for (int i = 0; i < tensor.size(); i++) {
                    if (!Float.isFinite(parameters[offset + i])) {
                        throw RefusedException.of(
                                ProblemCode.INVALID_MODEL,
                                "tensor '" + Text.printable(tensor.name()) + "' is not finite at its number " + i
                                        + ", counted from 0",
                                Float.toString(parameters[offset + i]));
                    }
                }
                offset += Math.toIntExact(tensor.size());
            }
        }
    }
}
