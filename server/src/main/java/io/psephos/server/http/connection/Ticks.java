package io.psephos.server.http.connection;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** A clock that tells, every now and then until it is stopped, how many nanoseconds have passed since it last did. */
final class Ticks {
    private final EventExecutor executor;
    private final LongConsumer passed;
    private final Future<?> scheduled;
    private long last;

    private Ticks(EventExecutor executor, Duration tick, LongConsumer passed) {
        this.executor = executor;
        this.passed = passed;
        this.last = executor.ticker().nanoTime();
        this.scheduled = executor.scheduleAtFixedRate(this::tell, tick.toNanos(), tick.toNanos(), TimeUnit.NANOSECONDS);
    }

    static Ticks start(EventExecutor executor, Duration tick, LongConsumer passed) {
        return new Ticks(executor, tick, passed);
    }

    void stop() {
        scheduled.cancel(false);
    }

    private void tell() {
        long now = executor.ticker().nanoTime();
        long nanos = now - last;
        last = now;
        passed.accept(nanos);
    }
}
