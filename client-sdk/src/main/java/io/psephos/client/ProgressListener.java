package io.psephos.client;

/** Hears how a client fares, on the thread that takes part; what it throws is logged and forgotten. */
@FunctionalInterface
public interface ProgressListener {

    void on(Progress progress);
}
