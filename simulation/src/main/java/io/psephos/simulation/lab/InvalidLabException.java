package io.psephos.simulation.lab;

import io.psephos.protocol.Problem.Violation;
import java.util.List;
import java.util.stream.Collectors;

/** A lab file that breaks rules, with every violation. */
public final class InvalidLabException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    InvalidLabException(List<Violation> violations) {
        super(violations.stream()
                .map(violation -> violation.path() + ": " + violation.detail())
                .collect(Collectors.joining("; ")));
        this.violations = List.copyOf(violations);
    }

    public List<Violation> violations() {
        return violations;
    }
}
