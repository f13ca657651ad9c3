package io.psephos.server.storage;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The watch over a database: a probe every second, and less often where it keeps failing. A probe that does not return is
 * trouble, too.
 */
final class StorageWatch implements AutoCloseable {
    private static final long PAUSE_MILLIS = 1_000;
    private static final int LONGEST_PAUSE = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final Probe probe;
    private final StorageCondition condition;
    private final ScheduledExecutorService clock;
    private @Nullable Future<?> running;
    private long begun;
    private int failed;
    private int pause;

    private StorageWatch(Probe probe, StorageCondition condition) {
        this.probe = probe;
        this.condition = condition;
        this.clock = Executors.newScheduledThreadPool(
                2, Thread.ofPlatform().daemon().name("storage-watch-", 0).factory());
    }

    static StorageWatch start(Probe probe, StorageCondition condition) {
        StorageWatch watch = new StorageWatch(probe, condition);
        watch.clock.scheduleWithFixedDelay(watch::tick, PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        return watch;
    }

    private synchronized void tick() {
        if (running != null && !running.isDone()) {
            if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                condition.suspect("it does not answer");
            }
        } else if (pause > 0) {
            pause--;
        } else {
            begun = System.nanoTime();
            running = clock.submit(this::look);
        }
    }

    private void look() {
        try {
            boolean isDoubted = condition.isDoubted();
            probe.run(isDoubted);
            failed = 0;
            if (isDoubted) {
                condition.worked();
            }
        } catch (StorageLostException e) {
            condition.broke(String.valueOf(e.getMessage()));
        } catch (SQLException | RuntimeException | Error e) {
            condition.suspect(StorageCondition.reason(e));
            rest(Math.min(LONGEST_PAUSE, 1 << Math.min(failed++, 10)) - 1);
        }
    }

    private synchronized void rest(int ticks) {
        pause = ticks;
    }

    /** Does not wait for a probe that is running. */
    @Override
    public void close() {
        clock.shutdownNow();
    }
}
