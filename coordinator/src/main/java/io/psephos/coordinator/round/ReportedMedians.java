package io.psephos.coordinator.round;

import io.psephos.protocol.ClientReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The medians of clients' metrics in a round, each over the clients that reported the metric. */
final class ReportedMedians {
    private ReportedMedians() {}

    /** Returns medians by name, independent of the order of reports. */
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
