package io.psephos.robustness.vector;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Tasks that write to places of their own, on all cores. */
final class Parallel {
    private Parallel() {}

    /** Runs tasks 0 to count − 1 on the caller's fork-join pool, in no order. */
    static void forEach(int count, IntConsumer task) {
        IntStream.range(0, count).parallel().forEach(task);
    }
}
