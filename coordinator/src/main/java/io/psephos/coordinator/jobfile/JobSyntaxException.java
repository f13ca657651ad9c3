package io.psephos.coordinator.jobfile;

import io.psephos.protocol.MalformedTextException;
import io.psephos.protocol.Problem.Violation;
import java.util.List;

/** The exception for text that is no YAML or JSON, or nested deeper than job files are. */
public final class JobSyntaxException extends InvalidJobException {
    private static final long serialVersionUID = 1L;

    JobSyntaxException(MalformedTextException text) {
        super(List.of(new Violation(text.key(), "bad-syntax", text.fault())));
        initCause(text);
    }
}
