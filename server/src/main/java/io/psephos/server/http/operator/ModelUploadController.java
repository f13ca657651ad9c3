package io.psephos.server.http.operator;

import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.OperatorCalls.Uploaded;
import io.psephos.coordinator.job.JobView;
import io.psephos.protocol.JobId;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.TensorShape;
import io.psephos.protocol.Text;
import io.psephos.protocol.model.ForeignModel;
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
import java.util.List;
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
    Mono<ResponseEntity<NotesBody>> upload(
            @AuthenticationPrincipal Caller caller, @PathVariable JobId job, ServerHttpRequest request) {
        JobView view = coordinator.job(job).orElseThrow(JobController::unknown);
        int length = Bodies.announced(request, SAFETENSORS, "the largest file", limit);
        return budget.within(
                MemoryBudget.MODEL_COPIES * length,
                share -> Bodies.staged(request, length)
                        .flatMap(file -> blocking.call(() -> read(file, view)))
                        .flatMap(model -> Publishers.detached(
                                        () -> share.until(() -> coordinator.upload(job, model, caller.actor())))
                                .map(uploaded -> answer(uploaded, model.notes()))));
    }

    private static ResponseEntity<NotesBody> answer(Uploaded uploaded, List<String> notes) {
        return switch (uploaded) {
            case Uploaded.Done done ->
                notes.isEmpty()
                        ? ResponseEntity.noContent().build()
                        : ResponseEntity.ok(NotesBody.on("model.upload", notes));
            case Uploaded.Refused refused ->
                throw RefusedException.of(refused.code(), refused.detail(), refused.value());
            case Uploaded.Unknown none -> throw JobController.unknown();
        };
    }

    /** The model of a file, in the order of the job file's layout if it has one, else in the order of the data. */
    private ForeignModel read(byte[] file, JobView view) {
        if (Safetensors.hasOverlongHeader(file)) {
            throw RefusedException.of(ProblemCode.TOO_LARGE, "the header of the file is too large");
        }
        ForeignModel model;
        try {
            requireMemory(Safetensors.layout(file).parameterCount());
            model = ForeignModel.read(file, view.spec().model().layout());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw RefusedException.of(ProblemCode.INVALID_MODEL, String.valueOf(e.getMessage()));
        }
        requireFinite(model.layout(), model.parameters());
        return model;
    }

    /** A file of 16 bits a number has twice as many parameters as one of F32 that is as long. */
    private void requireMemory(int parameters) {
        if (parameters > budget.mostParameters()) {
            throw RefusedException.of(
                    ProblemCode.TOO_LARGE,
                    "the model has " + parameters + " parameters, and this server's memory allows for "
                            + budget.mostParameters());
        }
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
