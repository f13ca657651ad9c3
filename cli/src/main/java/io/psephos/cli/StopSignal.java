package io.psephos.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/** The handling of a termination signal. */
final class StopSignal {
    private StopSignal() {}

    /**
     * Does work that a termination signal interrupts. The process ends once the work has returned, with the exit code of
     * the signal: 130 for an interrupt from the keyboard, 143 for a request to terminate.
     */
    static <T> T interrupting(Callable<T> work) throws Exception {
        Thread worker = Thread.currentThread();
        CountDownLatch stopped = new CountDownLatch(1);
        Thread hook = new Thread(
                () -> {
                    worker.interrupt();
                    await(stopped);
                },
                "psephos-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return work.call();
        } finally {
            stopped.countDown();
            remove(hook);
        }
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already.
        }
    }

    /** Tells the command to stop and waits until it has; for a shutdown hook, since the process ends after it. */
    static void awaitStop(CountDownLatch told, CountDownLatch stopped) {
        told.countDown();
        await(stopped);
    }

    private static void await(CountDownLatch stopped) {
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
