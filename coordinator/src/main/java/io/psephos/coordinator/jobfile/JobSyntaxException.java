package io.psephos.coordinator.jobfile;

import io.psephos.protocol.Problem.Violation;
import java.util.List;

/** A text that cannot be read as a job file at all: no YAML, or deeper than job files go. */
public final class JobSyntaxException extends InvalidJobException {
    private static final long serialVersionUID = 1L;

    JobSyntaxException(String detail) {
        super(List.of(new Violation("", "bad-syntax", detail)));
    }
}
