package io.psephos.compression;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.stream.LongStream;

/** The measurement of the bytes that an action allocates. */
public final class Allocation {
    private static final int WARM_UP = 300;

    private Allocation() {}

    /** Bytes on the heap for one run after warm-up: the smallest of several. */
    public static long of(Runnable action) {
        for (int i = 0; i < WARM_UP; i++) {
            action.run();
        }
        return LongStream.range(0, 50).map(i -> once(action)).min().orElseThrow();
    }

    private static long once(Runnable action) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        action.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
