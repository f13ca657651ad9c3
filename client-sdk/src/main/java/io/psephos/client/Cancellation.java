package io.psephos.client;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A switch that interrupts whatever the client waits for: an answer, a pause, the app's trainer. */
final class Cancellation {
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private @Nullable CompletableFuture<?> inFlight;
    private @Nullable Thread working;

    /** Cancels for good; idempotent, from any thread. */
    synchronized void cancel() {
        cancelled.countDown();
        if (inFlight != null) {
            inFlight.cancel(true);
        }
        if (working != null) {
            working.interrupt();
        }
    }

    boolean isCancelled() {
        return cancelled.getCount() == 0;
    }

    /** Returns the result of an exchange, which is aborted when the client is cancelled or its body stalls. */
    <T> T await(CompletableFuture<T> exchange, MovingBody body) throws IOException {
        begin(exchange);
        try {
            return moving(exchange, body);
        } catch (InterruptedException e) {
            exchange.cancel(true);
            throw interrupted();
        } catch (CancellationException e) {
            throw new CancelledException();
        } catch (ExecutionException e) {
            if (isCancelled()) {
                throw new CancelledException();
            }
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } finally {
            end();
        }
    }

    private static <T> T moving(CompletableFuture<T> exchange, MovingBody body)
            throws IOException, InterruptedException, ExecutionException {
        while (true) {
            try {
                return exchange.get(body.patience().toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (body.isStalled()) {
                    exchange.cancel(true);
                    throw new HttpTimeoutException("the answer's body stalled for " + body.patience());
                }
            }
        }
    }

    void pause(Duration duration) {
        try {
            if (cancelled.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new CancelledException();
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** Runs the app's work on this thread, which is interrupted when the client is cancelled. */
    <T> T interruptibly(Callable<T> work) throws Exception {
        beginWork();
        try {
            return work.call();
        } catch (InterruptedException e) {
            throw isCancelled() ? new CancelledException() : interrupted();
        } finally {
            endWork();
        }
    }

    private static CancelledException interrupted() {
        Thread.currentThread().interrupt();
        return new CancelledException();
    }

    private synchronized void begin(CompletableFuture<?> exchange) {
        if (isCancelled()) {
            exchange.cancel(true);
            throw new CancelledException();
        }
        inFlight = exchange;
    }

    private synchronized void end() {
        inFlight = null;
    }

    private synchronized void beginWork() {
        if (isCancelled()) {
            throw new CancelledException();
        }
        working = Thread.currentThread();
    }

    private synchronized void endWork() {
        working = null;
        if (isCancelled()) {
            Thread.interrupted();
        }
    }
}
