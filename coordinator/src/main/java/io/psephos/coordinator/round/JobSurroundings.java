package io.psephos.coordinator.round;

import io.psephos.coordinator.jobfile.Notes;
import io.psephos.protocol.JobSpec;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a coordinator knows of a job beside its file.
 *
 * @param hasEnded whether nobody can take part any more, so that it does not matter who is enrolled
 */
record JobSurroundings(Ports ports, boolean hasEnded) implements Notes.Surroundings {

    @Override
    public OptionalDouble medianMagnitude(JobSpec.Model model) {
        return ports.models().medianMagnitude(model);
    }

    @Override
    public OptionalInt enrolled(List<String> roster) {
        if (hasEnded) {
            return OptionalInt.empty();
        }
        Set<String> names = new HashSet<>(roster);
        return OptionalInt.of(
                ports.population().living(client -> client.name() != null && names.contains(client.name())));
    }
}
