package io.psephos.bench.simulation;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.psephos.simulation.Simulation;
import io.psephos.simulation.SimulationParts;
import io.psephos.simulation.SimulationResult;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * What one run of a job took, from its start to its end.
 *
 * @param processor nanoseconds of the whole process, collector and compiler included
 * @param allocated bytes by all Java threads
 * @param parts nanoseconds of processor time by part; empty where no clock was put around the parts
 */
public record Window(SimulationResult result, long nanos, long processor, long allocated, Map<Part, Long> parts) {
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Runs the job with its own parts. */
    public static Window of(SimulatedJob job, int threads) {
        Simulation simulation = new Simulation(job.spec(), job.data(), threads, job.parts());
        return of(() -> simulation.run(event -> {}), Map::of);
    }

    /** Runs the job with a clock around its parts. */
    public static Window split(SimulatedJob job, int threads) {
        ProcessorSplit split = new ProcessorSplit();
        SimulationParts measured = MeasuredParts.of(job.parts(), split);
        Simulation simulation = new Simulation(job.spec(), job.data(), threads, measured);
        split.clear();
        JvmThreads before = JvmThreads.now();
        return of(
                () -> split.in(Part.LOOP, () -> simulation.run(event -> {})),
                () -> parts(split, JvmThreads.now().since(before)));
    }

    /** The split by part, the JVM's own threads included. */
    private static Map<Part, Long> parts(ProcessorSplit split, JvmThreads jvm) {
        Map<Part, Long> parts = split.nanos();
        parts.put(Part.COMPILE, jvm.compiling());
        parts.put(Part.COLLECT, jvm.collecting());
        return parts;
    }

    private static Window of(Callable<SimulationResult> run, Supplier<Map<Part, Long>> parts) {
        long allocated = THREADS.getTotalThreadAllocatedBytes();
        long processor = PROCESS.getProcessCpuTime();
        long start = System.nanoTime();
        SimulationResult result = result(run);
        return new Window(
                result,
                System.nanoTime() - start,
                PROCESS.getProcessCpuTime() - processor,
                THREADS.getTotalThreadAllocatedBytes() - allocated,
                parts.get());
    }

    private static SimulationResult result(Callable<SimulationResult> run) {
        try {
            SimulationResult result = run.call();
            if (!result.end().isFinished()) {
                throw new IllegalStateException(
                        "a measured job ended early: " + result.end().told());
            }
            return result;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a measured job failed", e);
        }
    }

    /** Processor time of an update in nanoseconds. */
    public double perUpdate() {
        return (double) processor / result.updates();
    }
}
