package io.psephos.simulation.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a sweep with what their runs came to.
 *
 * @param rows the best first: those of which every run finished by falling mean accuracy, then those of which some did, then
 *     the others as they stand in the plan
 */
public record SweepSummary(List<Row> rows) {

    public SweepSummary {
        rows = List.copyOf(rows);
    }

    /** The summary of the results that are there. */
    public static SweepSummary of(SweepPlan plan, List<Sweep.Result> results) {
        Map<String, List<RunRecord>> records = new LinkedHashMap<>();
        for (Sweep.Result result : results) {
            records.computeIfAbsent(result.run().setting(), setting -> new ArrayList<>())
                    .add(result.result());
        }
        List<Row> rows = new ArrayList<>();
        plan.settings()
                .forEach((setting, runs) ->
                        rows.add(new Row(runs.get(0), runs.size(), records.getOrDefault(setting, List.of()))));
        rows.sort(Comparator.comparing(Row::rank)
                .thenComparing(row -> -row.mean(RunRecord::accuracy).orElse(-1)));
        return new SweepSummary(rows);
    }

    /**
     * A setting.
     *
     * @param first of its runs
     * @param planned number of its runs
     * @param runs the records that are there
     */
    public record Row(SweepRun first, int planned, List<RunRecord> runs) {
        public Row {
            runs = List.copyOf(runs);
        }

        /** The runs that finished. */
        public List<RunRecord> finished() {
            return runs.stream().filter(RunRecord::isFinished).toList();
        }

        private int rank() {
            int finished = finished().size();
            return finished == 0 ? 2 : finished < planned ? 1 : 0;
        }

        /** The mean over the runs that finished and have the value; empty where there are none. */
        public OptionalDouble mean(Measure measure) {
            return values(measure).stream().mapToDouble(Double::doubleValue).average();
        }

        /** The sample deviation over the same; empty for fewer than two. */
        public OptionalDouble deviation(Measure measure) {
            List<Double> values = values(measure);
            OptionalDouble mean = mean(measure);
            if (values.size() < 2 || mean.isEmpty()) {
                return OptionalDouble.empty();
            }
            double squares = values.stream()
                    .mapToDouble(value -> (value - mean.getAsDouble()) * (value - mean.getAsDouble()))
                    .sum();
            return OptionalDouble.of(Math.sqrt(squares / (values.size() - 1)));
        }

        private List<Double> values(Measure measure) {
            List<Double> values = new ArrayList<>();
            for (RunRecord run : finished()) {
                Double value = measure.of(run);
                if (value != null) {
                    values.add(value);
                }
            }
            return values;
        }

        private Map<String, @Nullable Object> tree() {
            Map<String, @Nullable Object> tree = new LinkedHashMap<>();
            tree.put("job", first.job());
            tree.put("set", first.set());
            tree.put("runs", planned);
            tree.put("finished", finished().size());
            tree.put("accuracy", boxed(mean(RunRecord::accuracy)));
            tree.put("accuracyDeviation", boxed(deviation(RunRecord::accuracy)));
            tree.put("loss", boxed(mean(RunRecord::loss)));
            tree.put("rounds", boxed(mean(run -> (double) run.rounds())));
            tree.put("uploadBytesPerUpdate", boxed(mean(RunRecord::uploadBytesPerUpdate)));
            tree.put("downloadBytesPerUpdate", boxed(mean(RunRecord::downloadBytesPerUpdate)));
            tree.put("seconds", boxed(mean(RunRecord::seconds)));
            return tree;
        }

        private static @Nullable Double boxed(OptionalDouble value) {
            return value.isPresent() ? value.getAsDouble() : null;
        }
    }

    /** A number that a run may have. */
    @FunctionalInterface
    public interface Measure {
        /** The number; null where the run has none. */
        @Nullable
        Double of(RunRecord run);
    }

    /** The settings for JSON. */
    public List<Map<String, @Nullable Object>> tree() {
        return rows.stream().map(Row::tree).toList();
    }
}
