package io.psephos.simulation.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * All settings of a report, the one with the highest final accuracy first and those that did not finish last.
 *
 * @param target the accuracy that settings are timed to: {@value #SHARE} of the best final one; empty where nothing was
 *     evaluated
 */
record Settings(List<Setting> all, OptionalDouble target) {
    static final double SHARE = 0.9;

    static Settings of(List<ReportRun> runs) {
        Map<String, List<ReportRun>> byLabel = new LinkedHashMap<>();
        runs.forEach(run ->
                byLabel.computeIfAbsent(run.label(), label -> new ArrayList<>()).add(run));
        List<Setting> ranked = byLabel.entrySet().stream()
                .map(entry -> new Setting(entry.getKey(), 0, entry.getValue()))
                .sorted(Comparator.comparing(Setting::isFinished)
                        .thenComparing(setting -> setting.accuracy().orElse(-1))
                        .reversed())
                .toList();
        List<Setting> placed = new ArrayList<>();
        ranked.forEach(setting -> placed.add(new Setting(setting.label(), placed.size(), setting.runs())));
        OptionalDouble best =
                placed.isEmpty() ? OptionalDouble.empty() : placed.getFirst().accuracy();
        return new Settings(
                List.copyOf(placed), best.isPresent() ? OptionalDouble.of(SHARE * best.getAsDouble()) : best);
    }

    /** Whether any setting ran with more than one seed. */
    boolean haveSeeds() {
        return all.stream().anyMatch(setting -> setting.runs().size() > 1);
    }

    boolean haveFailures() {
        return all.stream().anyMatch(setting -> setting.failed() > 0);
    }

    boolean haveRefusals() {
        return all.stream()
                .flatMap(setting -> setting.runs().stream())
                .anyMatch(run -> run.totals().refused() > 0);
    }
}
