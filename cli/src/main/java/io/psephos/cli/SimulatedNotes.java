package io.psephos.cli;

import io.psephos.coordinator.jobfile.Notes;
import io.psephos.coordinator.jobfile.Notes.Note;
import io.psephos.hosting.HostedModels;
import io.psephos.protocol.JobSpec;
import io.psephos.simulation.lab.Cell;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/** What is worth saying of jobs before they are simulated, on standard error. */
final class SimulatedNotes {
    private static final int NAMED = 3;

    /** Nets are known by name, and nobody enrols. */
    private static final Notes.Surroundings SURROUNDINGS = new Notes.Surroundings() {
        private final HostedModels models = HostedModels.builtIn(Specs.SPLIT_SEED);

        @Override
        public OptionalDouble medianMagnitude(JobSpec.Model model) {
            return models.medianMagnitude(model);
        }

        @Override
        public OptionalInt enrolled(List<String> roster) {
            return OptionalInt.empty();
        }
    };

    private SimulatedNotes() {}

    static List<Note> of(JobSpec spec) {
        return Notes.on(spec, SURROUNDINGS);
    }

    /** Tells the notes of a job. */
    static void tell(JobSpec spec) {
        of(spec).forEach(note -> System.err.println(note));
    }

    /** Tells the notes of one of several jobs. */
    static void tell(String job, JobSpec spec) {
        of(spec).forEach(note -> System.err.println(note + " (" + job + ")"));
    }

    /** Tells each note of a lab once, with the defences that it is about. */
    static void tell(List<Cell> cells) {
        Map<Note, Set<String>> defences = new LinkedHashMap<>();
        for (Cell cell : cells) {
            for (Note note : of(cell.spec())) {
                defences.computeIfAbsent(note, any -> new LinkedHashSet<>())
                        .add(cell.place().defence());
            }
        }
        defences.forEach((note, names) -> System.err.println(note + " (" + listed(List.copyOf(names)) + ")"));
    }

    private static String listed(List<String> names) {
        int more = names.size() - NAMED;
        return (names.size() == 1 ? "defence " : "defences ")
                + String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
                + (more > 0 ? " and " + more + " more" : "");
    }
}
