package io.psephos.coordinator.cohort;

import io.psephos.coordinator.Participant;
import java.util.Optional;
import java.util.Set;

/**
 * The clients that a round may ask.
 *
 * @param drawn names of members drawn from a roster; empty where whoever comes first is asked
 */
public record Cohort(Optional<Set<String>> drawn) {
    /** Whoever comes first. */
    public static final Cohort FIRST_COME = new Cohort(Optional.empty());

    public Cohort {
        drawn = drawn.map(Set::copyOf);
    }

    /** Returns the members of the names. */
    public static Cohort of(Set<String> drawn) {
        return new Cohort(Optional.of(drawn));
    }

    /** Whether the client may be asked. */
    public boolean has(Participant client) {
        return drawn.isEmpty() || client.name() != null && drawn.get().contains(client.name());
    }

    /** Whether nobody was drawn. */
    public boolean isNobody() {
        return drawn.isPresent() && drawn.get().isEmpty();
    }
}
