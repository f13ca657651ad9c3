package io.psephos.bench.compression;

import io.psephos.compression.Payload;
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

/** {@code java -cp bench/target/psephos-bench.jar org.openjdk.jmh.Main StochasticSign} */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(1)
public class StochasticSignBenchmark {

    @Param({"10000", "1048576"})
    int parameterCount;

    private SignSampling sampling = new SignSampling(1, 1);

    @Setup
    public void open() {
        sampling = new SignSampling(parameterCount, 1);
    }

    @Benchmark
    public Payload product() {
        return sampling.cast();
    }

    @Benchmark
    public Payload nextFloat() {
        return sampling.castByNextFloat();
    }
}
