package io.psephos.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/**
 * A comparison of two runs in turns by the processor time of this thread, so that other load on the machine meets both
 * and waiting for a core counts for neither.
 */
final class PairedTiming {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private PairedTiming() {}

    /**
     * The medians over all pairs.
     *
     * @param first nanoseconds of the first
     * @param second nanoseconds of the second
     * @param ratio of the second to the first, pair by pair
     */
    record Result(double first, double second, double ratio) {

        /** The same for one of the units that each side processed. */
        Result per(double firstUnits, double secondUnits) {
            return new Result(first / firstUnits, second / secondUnits, ratio * firstUnits / secondUnits);
        }
    }

    static Result of(Runnable first, Runnable second, int pairs) {
        double[] firsts = new double[pairs];
        double[] seconds = new double[pairs];
        double[] ratios = new double[pairs];
        for (int i = 0; i < pairs; i++) {
            firsts[i] = nanos(first);
            seconds[i] = nanos(second);
            ratios[i] = seconds[i] / firsts[i];
        }
        return new Result(median(firsts), median(seconds), median(ratios));
    }

    /** Repeats the run until the compiler has optimized it. */
    static void warmUp(Runnable run, long nanos) {
        long end = THREADS.getCurrentThreadCpuTime() + nanos;
        do {
            run.run();
        } while (THREADS.getCurrentThreadCpuTime() < end);
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double nanos(Runnable run) {
        long start = THREADS.getCurrentThreadCpuTime();
        run.run();
        return Math.max(1, THREADS.getCurrentThreadCpuTime() - start);
    }
}
