package io.psephos.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The status of an assignment, as its client is told it.
 *
 * @param code why the update was refused, where it was
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Receipt(
        AssignmentId assignment,
        JobId job,
        long round,
        Fate fate,
        @Nullable ProblemCode code) {}
