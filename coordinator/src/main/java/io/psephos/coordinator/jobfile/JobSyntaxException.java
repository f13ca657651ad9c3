package io.psephos.coordinator.jobfile;

import io.psephos.protocol.Problem.Violation;
import java.util.List;

/** The exception for text that is no YAML, or nested deeper than job files are. */
public final class JobSyntaxException extends InvalidJobException {
    private static final long serialVersionUID = 1L;

    JobSyntaxException(String detail) {
        super(List.of(new Violation("", "bad-syntax", detail)));
    }
}
