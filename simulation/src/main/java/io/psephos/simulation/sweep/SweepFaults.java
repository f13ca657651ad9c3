package io.psephos.simulation.sweep;

import io.psephos.protocol.Problem.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is wrong with the settings of a sweep, each fault once, however many settings have it. */
final class SweepFaults {
    /** Settings that have a fault, by its words, by job file. */
    private final Map<String, Map<String, List<String>>> settings = new LinkedHashMap<>();

    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private final String head;

    /** @param set whether any key of the job files was set */
    SweepFaults(boolean set) {
        this.head = set ? " is invalid with what is set:" : " is invalid:";
    }

    /** Counts one more setting of a job file. */
    void count(String file) {
        counts.merge(file, 1, Integer::sum);
    }

    void add(String file, String setting, Violation violation) {
        add(file, setting, (violation.path().isEmpty() ? "(file)" : violation.path()) + ": " + violation.detail());
    }

    void add(String file, String setting, String fault) {
        settings.computeIfAbsent(file, key -> new LinkedHashMap<>())
                .computeIfAbsent(fault, key -> new ArrayList<>())
                .add(setting);
    }

    /** @throws InvalidSweepException with all faults, where there are any */
    void throwIfAny() {
        if (settings.isEmpty()) {
            return;
        }
        StringBuilder text = new StringBuilder();
        settings.forEach((file, faults) -> {
            text.append(text.isEmpty() ? "" : System.lineSeparator())
                    .append("the job file ")
                    .append(file)
                    .append(head);
            faults.forEach((fault, places) -> text.append(System.lineSeparator())
                    .append("  ")
                    .append(fault)
                    .append(where(places, counts.getOrDefault(file, 0))));
        });
        throw new InvalidSweepException(text.toString());
    }

    /** In which settings, unless in all. */
    private static String where(List<String> places, int all) {
        return places.size() == all
                ? ""
                : " (" + (places.size() == 1 ? "with " : "in " + places.size() + " of " + all + " settings, such as ")
                        + places.get(0) + ")";
    }
}
