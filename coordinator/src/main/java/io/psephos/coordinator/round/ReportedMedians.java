package io.psephos.coordinator.round;

import io.psephos.protocol.ClientReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the reports of a round say together: the median of each value over those who told it. */
final class ReportedMedians {
    private ReportedMedians() {}

    /** By name; the order of the reports makes no difference. */
    static SortedMap<String, Double> of(Collection<ClientReport> reports) {
        SortedMap<String, List<Double>> told = new TreeMap<>();
        reports.forEach(report -> report.values()
                .forEach((name, value) ->
                        told.computeIfAbsent(name, any -> new ArrayList<>()).add(value)));
        SortedMap<String, Double> medians = new TreeMap<>();
        told.forEach((name, values) -> medians.put(name, median(values)));
        return medians;
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : sorted[middle - 1] / 2 + sorted[middle] / 2;
    }
}
