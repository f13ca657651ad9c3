package io.psephos.bench.aggregation;

import io.psephos.aggregation.Aggregate;
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

/** {@code java -cp bench/target/psephos-bench.jar org.openjdk.jmh.Main MajorityVote} */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(1)
public class MajorityVoteBenchmark {

    @Param({"1048576", "16777216"})
    int parameterCount;

    @Param("63")
    int voters;

    private SyntheticVotes votes = new SyntheticVotes(1, 1, 1, 1, 1);
    private int[] counts = {};
    private float[] sums = {};

    @Setup
    public void open() {
        votes = new SyntheticVotes(parameterCount, voters, 3, 3, 1);
        counts = new int[parameterCount];
        sums = new float[parameterCount];
    }

    /** All voters. */
    @Benchmark
    public Aggregate majority() {
        return votes.majority();
    }

    /** Three voters. */
    @Benchmark
    public int[] countBits() {
        votes.countBits(counts);
        return counts;
    }

    /** Three voters. */
    @Benchmark
    public float[] addFloats() {
        votes.addFloats(sums);
        return sums;
    }

    /** All voters. */
    @Benchmark
    public long read() {
        return votes.read();
    }
}
