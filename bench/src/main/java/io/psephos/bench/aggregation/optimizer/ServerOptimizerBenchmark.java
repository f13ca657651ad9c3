package io.psephos.bench.aggregation.optimizer;

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

/** {@code java -cp bench/target/psephos-bench.jar org.openjdk.jmh.Main ServerOptimizer} */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(1)
public class ServerOptimizerBenchmark {

    @Param({"1048576", "16777216"})
    int parameterCount;

    private AdamRound round = new AdamRound(1, 1);

    @Setup
    public void open() {
        round = new AdamRound(parameterCount, 1);
    }

    @Benchmark
    public float[] served() {
        return round.served();
    }

    @Benchmark
    public float[] naive() {
        return round.naive();
    }

    @Benchmark
    public float[] copied() {
        return round.copied();
    }
}
