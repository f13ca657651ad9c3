package io.psephos.bench;

import io.psephos.bench.simulation.Part;
import io.psephos.bench.simulation.SimulatedJob;
import io.psephos.bench.simulation.Window;
import io.psephos.coordinator.model.Evaluator;
import io.psephos.hosting.HostedModels;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * The measurement for {@link SimulateReport}: a window is a whole run of a job; windows follow one another until the
 * last ones cost the same, then those that count, and then those with clocks around each part.
 *
 * @param threads clients that train at the same time
 * @param warmest the most windows to warm up by
 * @param seconds the least to measure
 */
record SimulateRun(int threads, int warmest, double seconds) {
    private static final int AGREEING = 3;
    private static final double AGREEMENT = 1.05;
    private static final int EVALUATIONS = 15;

    /** Measures one job. */
    SimulateReport.Row measure(SimulatedJob job) {
        boolean isWarm = warmUp(() -> Window.of(job, threads));
        resetPeaks();
        List<Window> windows = windows(() -> Window.of(job, threads), seconds);
        long peak = peak();
        boolean isSplitWarm = warmUp(() -> Window.split(job, threads));
        List<Window> split = windows(() -> Window.split(job, threads), seconds / 2);
        return new SimulateReport.Row(
                job.name(),
                job.spec().simulation().clients(),
                job.spec().schedule().cohort(),
                isWarm && isSplitWarm,
                updates(windows),
                sum(windows, window -> window.result().rounds()),
                sum(windows, Window::nanos) / 1e9,
                sum(windows, Window::processor),
                sum(windows, Window::allocated),
                windows.getFirst().result().uploadBytesPerUpdate(),
                peak,
                evaluation(job),
                digest(windows, split),
                parts(split),
                (double) sum(split, Window::processor) / updates(split));
    }

    /**
     * Runs windows for a while, as short ones agree before they are compiled, and until the last three agree in processor
     * time; false where they never did.
     */
    private boolean warmUp(Supplier<Window> next) {
        windows(next, seconds / 2);
        List<Double> costs = new ArrayList<>();
        for (int i = 0; i < warmest; i++) {
            costs.add(next.get().perUpdate());
            List<Double> last = costs.subList(Math.max(0, costs.size() - AGREEING), costs.size());
            if (last.size() == AGREEING && spread(last) <= AGREEMENT) {
                return true;
            }
        }
        return false;
    }

    private static double spread(List<Double> costs) {
        return costs.stream().mapToDouble(Double::doubleValue).max().orElseThrow()
                / costs.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    private static List<Window> windows(Supplier<Window> next, double seconds) {
        List<Window> windows = new ArrayList<>();
        do {
            windows.add(next.get());
        } while (sum(windows, Window::nanos) < seconds * 1e9);
        return windows;
    }

    /** Seconds for an evaluation of the held-out examples as the job makes it, the median of several. */
    private double evaluation(SimulatedJob job) {
        try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
            return evaluation(job, HostedModels.over(job.data()).helpedBy(workers, threads));
        }
    }

    private double evaluation(SimulatedJob job, HostedModels models) {
        Evaluator evaluator = models.forJob(job.spec()).orElseThrow();
        float[] parameters = models.create(job.spec().model()).orElseThrow().parameters();
        PairedTiming.warmUp(() -> evaluator.evaluate(parameters), (long) (seconds / 5 * 1e9));
        double[] nanos = new double[EVALUATIONS];
        for (int i = 0; i < EVALUATIONS; i++) {
            long start = System.nanoTime();
            evaluator.evaluate(parameters);
            nanos[i] = System.nanoTime() - start;
        }
        return PairedTiming.median(nanos) / 1e9;
    }

    private static String digest(List<Window> windows, List<Window> split) {
        List<Window> all = new ArrayList<>(windows);
        all.addAll(split);
        List<String> digests =
                all.stream().map(window -> window.result().digest()).distinct().toList();
        if (digests.size() > 1) {
            throw new IllegalStateException("runs of the same job ended in different models: " + digests);
        }
        return digests.getFirst();
    }

    private static Map<Part, Double> parts(List<Window> windows) {
        Map<Part, Double> parts = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            long nanos = sum(windows, window -> window.parts().getOrDefault(part, 0L));
            parts.put(part, (double) nanos / updates(windows));
        }
        return parts;
    }

    private static long updates(List<Window> windows) {
        return sum(windows, window -> window.result().updates());
    }

    private static long sum(List<Window> windows, ToLongFunction<Window> quantity) {
        return windows.stream().mapToLong(quantity).sum();
    }

    private static void resetPeaks() {
        System.gc();
        heap().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    private static long peak() {
        return heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    }

    private static List<MemoryPoolMXBean> heap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
    }
}
