package io.psephos.cli;

import java.util.concurrent.CountDownLatch;

/** The way from a signal to an orderly end. */
final class StopSignal {
    private StopSignal() {}

    /** For a shutdown hook: tells the command to stop and waits until it has, since the process ends after the hook. */
    static void awaitStop(CountDownLatch told, CountDownLatch stopped) {
        told.countDown();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
