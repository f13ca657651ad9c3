package io.psephos.coordinator.job;

import io.psephos.protocol.Problem.Violation;
import java.util.List;
import java.util.stream.Collectors;

/** A job file that breaks rules; it names every one of them. */
public sealed class InvalidJobException extends IllegalArgumentException permits JobSyntaxException {
    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    public InvalidJobException(List<Violation> violations) {
        super(violations.stream()
                .map(violation -> violation.path() + ": " + violation.detail())
                .collect(Collectors.joining("; ")));
        this.violations = List.copyOf(violations);
    }

    public List<Violation> violations() {
        return violations;
    }
}
