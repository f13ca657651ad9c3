package io.psephos.server.storage;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Whether a database works, as calls and probes found it last. Trouble begins with the first failure of either and ends
 * with a probe that succeeds; the log tells both once, however many calls fail in between.
 */
public final class StorageCondition {
    private static final System.Logger LOG = System.getLogger(StorageCondition.class.getName());

    /** What takes longer may not end. */
    private static final Duration LONG_WRITE = Duration.ofSeconds(15);

    private final LongSupplier nanoTime;
    private final ConcurrentSkipListSet<Long> writes = new ConcurrentSkipListSet<>();
    private final BiConsumer<Level, String> lines;
    private final CompletableFuture<String> broken = new CompletableFuture<>();
    private volatile boolean isWorking = true;
    private long since;
    private long failures;

    StorageCondition() {
        this(System::nanoTime, (level, line) -> LOG.log(level, line));
    }

    /** @param lines takes the lines of the log */
    StorageCondition(LongSupplier nanoTime, BiConsumer<Level, String> lines) {
        this.nanoTime = nanoTime;
        this.lines = lines;
    }

    public boolean isWorking() {
        return isWorking;
    }

    /** Completes with the reason once nothing but a new process helps; otherwise never. */
    public CompletionStage<String> broken() {
        return broken.minimalCompletionStage();
    }

    /** Notes a write that begins. Returns what it is called until it ends. */
    long writeBegins() {
        long begun = nanoTime.getAsLong();
        while (!writes.add(begun)) {
            begun++;
        }
        return begun;
    }

    void writeEnds(long begun) {
        writes.remove(begun);
    }

    /** Whether there is a reason to find out if it can be written. */
    boolean isDoubted() {
        Long oldest = writes.isEmpty() ? null : writes.ceiling(Long.MIN_VALUE);
        return !isWorking || oldest != null && nanoTime.getAsLong() - oldest > LONG_WRITE.toNanos();
    }

    /** Notes a call that failed. */
    synchronized void failed(Throwable failure) {
        failures++;
        suspect(reason(failure));
    }

    /** Notes what is wrong, though no call failed. */
    synchronized void suspect(String reason) {
        if (isWorking) {
            isWorking = false;
            since = nanoTime.getAsLong();
            lines.accept(Level.WARNING, "storage does not work, calls that need it are answered 503: " + reason);
        }
    }

    /** Notes that a probe succeeded. */
    synchronized void worked() {
        if (!isWorking && !broken.isDone()) {
            isWorking = true;
            lines.accept(
                    Level.INFO,
                    "storage works again, after "
                            + Duration.ofNanos(nanoTime.getAsLong() - since).toSeconds() + " s in which " + failures
                            + (failures == 1 ? " call failed" : " calls failed"));
            failures = 0;
        }
    }

    /** Notes that this process will never get the storage back. */
    synchronized void broke(String reason) {
        isWorking = false;
        if (!broken.isDone()) {
            lines.accept(Level.ERROR, "storage is lost to this process, which must be started anew: " + reason);
            broken.complete(reason);
        }
    }

    /** The innermost message, on one line. */
    static String reason(Throwable failure) {
        String innermost = "it does not say why";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause instanceof OutOfMemoryError ? "memory ran out" : cause.getMessage();
            innermost = message == null || message.isBlank() ? innermost : message;
        }
        return innermost.strip().lines().findFirst().orElse(innermost);
    }
}
