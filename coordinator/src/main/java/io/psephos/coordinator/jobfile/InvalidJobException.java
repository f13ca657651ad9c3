package io.psephos.coordinator.jobfile;

import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Problem.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The exception for a job file with violations, which lists all of them. */
public sealed class InvalidJobException extends IllegalArgumentException permits JobSyntaxException {
    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;
    private final transient @Nullable JobSpec provisional;

    public InvalidJobException(List<Violation> violations) {
        this(violations, null);
    }

    /** @param provisional the spec with defaults in place of invalid values, for further checks */
    public InvalidJobException(List<Violation> violations, @Nullable JobSpec provisional) {
        super(violations.stream()
                .map(violation -> violation.path() + ": " + violation.detail())
                .collect(Collectors.joining("; ")));
        this.violations = List.copyOf(violations);
        this.provisional = provisional;
    }

    /**
     * Returns this exception with the violations that a server finds which looks up nets and data sets.
     *
     * @param lacks finds violations of a spec; those of keys that are invalid already are left out
     */
    public InvalidJobException completedBy(Function<JobSpec, List<Violation>> lacks) {
        if (provisional == null) {
            return this;
        }
        Set<String> broken = violations.stream().map(v -> section(v.path())).collect(Collectors.toSet());
        List<Violation> all = new ArrayList<>(violations);
        lacks.apply(provisional).stream()
                .filter(violation -> !broken.contains("model") && !broken.contains(section(violation.path())))
                .forEach(all::add);
        return new InvalidJobException(all);
    }

    private static String section(String path) {
        return path.contains(".") ? path.substring(0, path.indexOf('.')) : path;
    }

    public List<Violation> violations() {
        return violations;
    }
}
