package io.psephos.server.http.wire;

import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The executor of calls that block on storage, with bounded virtual threads and a bounded queue. */
public final class BlockingCalls implements AutoCloseable {
    private final Scheduler scheduler;

    public BlockingCalls(int threads, int waiting) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                threads,
                threads,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(waiting),
                Thread.ofVirtual().name("storage-", 0).factory());
        executor.allowCoreThreadTimeOut(true);
        this.scheduler = Schedulers.fromExecutorService(executor);
    }

    /** Runs the call and emits its result; empty for null. */
    public <T> Mono<T> call(Callable<? extends T> call) {
        return Mono.create(sink -> sink.onCancel(scheduler.schedule(() -> {
            T result;
            try {
                result = call.call();
            } catch (Exception | Error e) {
                sink.error(CallFailedException.contained(e));
                return;
            }
            sink.success(result);
        })));
    }

    /** Runs the call and completes afterwards. */
    public Mono<Void> run(Runnable call) {
        return call(() -> {
            call.run();
            return null;
        });
    }

    @Override
    public void close() {
        scheduler.dispose();
    }
}
