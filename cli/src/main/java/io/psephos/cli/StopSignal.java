package io.psephos.cli;

import java.util.concurrent.CountDownLatch;

/** The handling of a termination signal. */
final class StopSignal {
    private StopSignal() {}

    /** Tells the command to stop and waits until it has; for a shutdown hook, since the process ends after it. */
    static void awaitStop(CountDownLatch told, CountDownLatch stopped) {
        told.countDown();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
