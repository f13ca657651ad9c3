package io.psephos.robustness.vector;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Parallel runs of tasks that write to separate places, on all cores. */
final class Parallel {
    private Parallel() {}

    /** Runs tasks 0 to count − 1 on the caller's fork-join pool, in no order. */
    static void forEach(int count, IntConsumer task) {
        IntStream.range(0, count).parallel().forEach(task);
    }
}
