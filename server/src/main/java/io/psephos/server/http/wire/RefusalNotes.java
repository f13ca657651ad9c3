package io.psephos.server.http.wire;

import io.netty.handler.timeout.ReadTimeoutException;
import io.psephos.coordinator.jobfile.InvalidJobException;
import io.psephos.coordinator.jobfile.JobSyntaxException;
import io.psephos.coordinator.journal.JournalException;
import io.psephos.protocol.ExtensionException;
import io.psephos.protocol.Problem;
import io.psephos.protocol.ProblemCode;
import io.psephos.server.problem.RefusedException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.springframework.core.MethodParameter;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebInputException;

/** The translation of exceptions into refusals of the protocol. */
public final class RefusalNotes {
    private RefusalNotes() {}

    /** Returns the refusal for a failure; empty for an internal error. */
    public static Optional<RefusedException> of(Throwable failure) {
        return switch (failure) {
            case RefusedException refused -> Optional.of(refused);
            case CompletionException wrapped ->
                Optional.ofNullable(wrapped.getCause()).flatMap(RefusalNotes::of);
            case JobSyntaxException syntax ->
                refuse(ProblemCode.BAD_REQUEST, sentence(syntax.violations().getFirst()));
            case InvalidJobException job -> Optional.of(violations(job));
            case JournalException journal -> unavailable();
            case ExtensionException extension -> unavailable();
            case CallFailedException failed ->
                failed.getCause() instanceof OutOfMemoryError ? unavailable() : Optional.empty();
            case RejectedExecutionException full -> unavailable();
            case ReadTimeoutException stalled -> refuse(ProblemCode.TIMEOUT, "the body stopped coming");
            case TimeoutException slow -> refuse(ProblemCode.TIMEOUT, "the body stopped coming");
            case DataBufferLimitException large -> refuse(ProblemCode.TOO_LARGE, "the body is too large");
            case ServerWebInputException input -> Optional.of(input(input));
            case ResponseStatusException status ->
                ofStatus(status.getStatusCode().value());
            default -> Optional.empty();
        };
    }

    /** Where it is and what is wrong there, uncut: the reason stands at the end. */
    private static String sentence(Problem.Violation violation) {
        return violation.path().isEmpty() ? violation.detail() : violation.path() + ", " + violation.detail();
    }

    private static RefusedException violations(InvalidJobException job) {
        Problem problem = Problem.of(ProblemCode.INVALID_JOB, "the job file breaks rules", null);
        return RefusedException.of(problem.with(job.violations()));
    }

    private static RefusedException input(ServerWebInputException input) {
        MethodParameter parameter = input.getMethodParameter();
        return parameter != null && parameter.hasParameterAnnotation(PathVariable.class)
                ? RefusedException.of(ProblemCode.NOT_FOUND, "there is nothing of this id")
                : RefusedException.of(ProblemCode.BAD_REQUEST, "the request cannot be read");
    }

    private static Optional<RefusedException> ofStatus(int status) {
        return switch (status) {
            case 404 -> refuse(ProblemCode.NOT_FOUND, "there is nothing under this path");
            case 405 -> refuse(ProblemCode.METHOD_NOT_ALLOWED, "the path does not take this method");
            case 406 -> refuse(ProblemCode.NOT_ACCEPTABLE, "the answer has no form that Accept allows");
            case 413 -> refuse(ProblemCode.TOO_LARGE, "the body is too large");
            case 415 -> refuse(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "the path does not take this content type");
            case 503 -> unavailable();
            default -> status < 500 ? refuse(ProblemCode.BAD_REQUEST, "the request cannot be read") : Optional.empty();
        };
    }

    private static Optional<RefusedException> unavailable() {
        return refuse(ProblemCode.UNAVAILABLE, "the server cannot do this now; the same call may be made again");
    }

    private static Optional<RefusedException> refuse(ProblemCode code, String detail) {
        return Optional.of(RefusedException.of(code, detail));
    }
}
