package io.psephos.bench.robustness;

import io.psephos.learning.kernel.Kernels;
import io.psephos.robustness.vector.Distances;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** {@code java -cp bench/target/psephos-bench.jar org.openjdk.jmh.Main Distances}; on all cores, unlike the report. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class DistancesBenchmark {

    @Param({"10", "100"})
    int clients;

    @Param("1048576")
    int parameterCount;

    private SyntheticUpdates updates = new SyntheticUpdates(2, 1, 1);

    @Setup
    public void open() {
        updates = new SyntheticUpdates(clients, parameterCount, 1);
    }

    @Benchmark
    public Distances distances() {
        return updates.distances();
    }

    @Benchmark
    public float[][] product() {
        return updates.product(Kernels.best());
    }

    @Benchmark
    public float[] median() {
        return updates.median();
    }
}
