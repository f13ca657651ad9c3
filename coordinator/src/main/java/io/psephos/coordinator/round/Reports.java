package io.psephos.coordinator.round;

import io.psephos.coordinator.journal.ClientReport;
import io.psephos.protocol.AdaptiveB;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the reports of a round say together; their order makes no difference. */
final class Reports {
    private static final double LEAST_B = 1e-30;
    private static final double MOST_B = 1e30;

    private Reports() {}

    /** The median of each value over those who told it. */
    static SortedMap<String, Double> medians(Collection<ClientReport> reports) {
        SortedMap<String, List<Double>> told = new TreeMap<>();
        reports.forEach(report -> report.values()
                .forEach((name, value) ->
                        told.computeIfAbsent(name, any -> new ArrayList<>()).add(value)));
        SortedMap<String, Double> medians = new TreeMap<>();
        told.forEach((name, values) -> medians.put(name, median(values)));
        return medians;
    }

    /** b of the next version; as it was for tensors of which nobody told a magnitude above 0. */
    static List<Double> adapted(Collection<ClientReport> reports, AdaptiveB rule, int byzantine, List<Double> before) {
        List<ClientReport> telling =
                reports.stream().filter(report -> !report.maxAbs().isEmpty()).toList();
        if (telling.isEmpty()) {
            return before;
        }
        List<Double> b = new ArrayList<>();
        for (int tensor = 0; tensor < before.size(); tensor++) {
            int place = tensor;
            double next = rule.of(
                    telling.stream()
                            .mapToDouble(report -> report.maxAbs().get(place))
                            .toArray(),
                    byzantine);
            b.add(next > 0 ? Math.min(Math.max(next, LEAST_B), MOST_B) : before.get(tensor));
        }
        return b;
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : sorted[middle - 1] / 2 + sorted[middle] / 2;
    }
}
