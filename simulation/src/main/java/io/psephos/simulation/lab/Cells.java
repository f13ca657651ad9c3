package io.psephos.simulation.lab;

import io.psephos.coordinator.jobfile.InvalidJobException;
import io.psephos.coordinator.jobfile.JobFile;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Problem.Violation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The jobs of a lab.
 *
 * @param all those that can run, the order is that of the file
 * @param gaps reasons for cells that are missing, where a defence withstands other numbers of attackers but not this one
 * @param faults of defences and attacks that fit nowhere, and of the shared job
 */
public record Cells(List<Cell> all, Map<Cell.Place, String> gaps, List<Violation> faults) {
    /** The name of the attack of a job without attackers. */
    public static final String PEACE = "none";

    static Cells of(LabFile file) {
        Collector collector = new Collector(file);
        file.defences().keySet().forEach(collector::defence);
        return new Cells(collector.all, collector.gaps, List.copyOf(collector.faults));
    }

    /** The enumeration of all that is varied. */
    private static final class Collector {
        private final LabFile file;
        private final List<Cell> all = new ArrayList<>();
        private final Map<Cell.Place, String> gaps = new LinkedHashMap<>();
        private final Set<Violation> faults = new LinkedHashSet<>();

        Collector(LabFile file) {
            this.file = file;
        }

        /**
         * Collects the cells of a defence: what fails for some numbers of attackers only is a gap, what fails for all
         * of them is a fault.
         */
        void defence(String name) {
            Set<Cell.Place> possible = new HashSet<>();
            Map<Cell.Place, List<Violation>> failed = new LinkedHashMap<>();
            for (int byzantine : file.byzantine()) {
                for (String attack : byzantine == 0
                        ? List.of(PEACE)
                        : List.copyOf(file.attacks().keySet())) {
                    for (double similarity : file.heterogeneity()) {
                        place(new Cell.Place(name, attack, byzantine, similarity), possible, failed);
                    }
                }
            }
            failed.forEach((place, violations) -> {
                if (isPossibleElsewhere(place, possible)) {
                    gaps.put(place, violations.get(0).detail());
                } else {
                    violations.forEach(violation -> faults.add(at(place, violation)));
                }
            });
        }

        /** Whether the defence bears other numbers of this attack's clients; of a job in peace, any attackers. */
        private static boolean isPossibleElsewhere(Cell.Place place, Set<Cell.Place> possible) {
            return possible.stream()
                    .anyMatch(other -> other.similarity() == place.similarity()
                            && (place.byzantine() == 0 || other.attack().equals(place.attack())));
        }

        private void place(Cell.Place place, Set<Cell.Place> possible, Map<Cell.Place, List<Violation>> failed) {
            try {
                List<Cell> cells = new ArrayList<>();
                for (long seed : file.seeds()) {
                    cells.add(new Cell(place, seed, spec(place, seed)));
                }
                all.addAll(cells);
                possible.add(place);
            } catch (InvalidJobException e) {
                failed.put(place, e.violations());
            }
        }

        /**
         * The job of a cell. Its quorum is the honest clients, unless the rule needs all: what a server refuses of
         * attackers must not stop a round.
         */
        private JobSpec spec(Cell.Place place, long seed) {
            try {
                return JobFile.parse(file.tree(place, seed, file.honest()), file.extensions());
            } catch (InvalidJobException e) {
                return JobFile.parse(file.tree(place, seed, file.honest() + place.byzantine()), file.extensions());
            }
        }

        /** The fault with its path in the lab file. */
        private Violation at(Cell.Place place, Violation fault) {
            String path = fault.path();
            String section = path.contains(".") ? path.substring(0, path.indexOf('.')) : path;
            String where = path.startsWith("simulation.attack")
                    ? "attacks[" + List.copyOf(file.attacks().keySet()).indexOf(place.attack()) + "]"
                            + path.substring("simulation.attack".length())
                    : path.equals("robustness.byzantine")
                                    || file.defences()
                                            .getOrDefault(place.defence(), Map.of())
                                            .containsKey(section)
                            ? "defences." + place.defence() + "." + path
                            : "job." + path;
            return new Violation(where, fault.code(), fault.detail());
        }
    }
}
