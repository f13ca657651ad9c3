package io.psephos.simulation.lab;

import io.psephos.coordinator.job.InvalidJobException;
import io.psephos.coordinator.job.JobFile;
import io.psephos.protocol.Problem.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The jobs of a lab.
 *
 * @param all those that can run, the order is that of the file
 * @param gaps why there is none, where a defence does not bear so many attackers but others
 * @param faults of defences and attacks that fit nowhere, and of the shared job
 */
public record Cells(List<Cell> all, Map<Cell.Place, String> gaps, List<Violation> faults) {
    static final String PEACE = "none";
    private static final String TOO_MANY = "robustness.byzantine";

    static Cells of(LabFile file) {
        Collector collector = new Collector(file);
        file.defences().keySet().forEach(collector::defence);
        return new Cells(collector.all, collector.gaps, List.copyOf(collector.faults));
    }

    /** Goes through all that is varied. */
    private static final class Collector {
        private final LabFile file;
        private final List<Cell> all = new ArrayList<>();
        private final Map<Cell.Place, String> gaps = new LinkedHashMap<>();
        private final Set<Violation> faults = new LinkedHashSet<>();

        Collector(LabFile file) {
            this.file = file;
        }

        void defence(String name) {
            int before = all.size();
            int faultsBefore = faults.size();
            Map<Cell.Place, String> missing = new LinkedHashMap<>();
            for (int byzantine : file.byzantine()) {
                for (String attack : byzantine == 0
                        ? List.of(PEACE)
                        : List.copyOf(file.attacks().keySet())) {
                    for (double similarity : file.heterogeneity()) {
                        place(new Cell.Place(name, attack, byzantine, similarity), missing);
                    }
                }
            }
            if (all.size() > before) {
                gaps.putAll(missing);
            } else if (faults.size() == faultsBefore) {
                missing.values().stream()
                        .distinct()
                        .forEach(why ->
                                faults.add(new Violation("defences." + name + "." + TOO_MANY, "contradiction", why)));
            }
        }

        private void place(Cell.Place place, Map<Cell.Place, String> missing) {
            try {
                for (long seed : file.seeds()) {
                    all.add(new Cell(place, seed, JobFile.parse(file.tree(place, seed))));
                }
            } catch (InvalidJobException e) {
                if (e.violations().stream().allMatch(fault -> fault.path().equals(TOO_MANY))) {
                    missing.put(place, e.violations().get(0).detail());
                } else {
                    e.violations().forEach(fault -> faults.add(at(place, fault)));
                }
            }
        }

        /** Where the fault stands in the lab file. */
        private Violation at(Cell.Place place, Violation fault) {
            String path = fault.path();
            String section = path.contains(".") ? path.substring(0, path.indexOf('.')) : path;
            String where = path.startsWith("simulation.attack")
                    ? "attacks[" + List.copyOf(file.attacks().keySet()).indexOf(place.attack()) + "]"
                            + path.substring("simulation.attack".length())
                    : file.defences().getOrDefault(place.defence(), Map.of()).containsKey(section)
                            ? "defences." + place.defence() + "." + path
                            : "job." + path;
            return new Violation(where, fault.code(), fault.detail());
        }
    }
}
