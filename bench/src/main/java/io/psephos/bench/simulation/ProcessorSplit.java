package io.psephos.bench.simulation;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The processor time of threads by part; what runs inside of a part's work and is another part's counts for that one. */
public final class ProcessorSplit {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Map<Part, LongAdder> nanos = new EnumMap<>(Part.class);
    private final ThreadLocal<Running> running = ThreadLocal.withInitial(Running::new);

    public ProcessorSplit() {
        for (Part part : Part.values()) {
            nanos.put(part, new LongAdder());
        }
    }

    /** The part that a thread works for, and since when by its processor time. */
    private static final class Running {
        private @Nullable Part part;
        private long since;
    }

    /** Does the work for the part. */
    public <T> T in(Part part, Callable<T> work) throws Exception {
        Running thread = running.get();
        Part outer = thread.part;
        charge(thread, outer);
        thread.part = part;
        try {
            return work.call();
        } finally {
            charge(thread, thread.part);
            thread.part = outer;
        }
    }

    /** The same for work that throws nothing else. */
    public void run(Part part, Runnable work) {
        try {
            in(part, () -> {
                work.run();
                return true;
            });
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Counts the work that this thread is doing for the part instead, from the last change on. */
    public void become(Part part) {
        running.get().part = part;
    }

    /** The part that this thread works for; null for none. */
    public @Nullable Part current() {
        return running.get().part;
    }

    /** Forgets what was counted. */
    public void clear() {
        nanos.values().forEach(LongAdder::reset);
    }

    /** Returns the nanoseconds of all threads by part. */
    public Map<Part, Long> nanos() {
        Map<Part, Long> sums = new EnumMap<>(Part.class);
        nanos.forEach((part, sum) -> sums.put(part, sum.sum()));
        return sums;
    }

    private void charge(Running thread, @Nullable Part part) {
        long now = THREADS.getCurrentThreadCpuTime();
        if (part != null) {
            Objects.requireNonNull(nanos.get(part)).add(now - thread.since);
        }
        thread.since = now;
    }
}
