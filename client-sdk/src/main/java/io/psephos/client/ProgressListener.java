package io.psephos.client;

/** A listener for a client's progress, called on the thread that takes part; its exceptions are logged and ignored. */
@FunctionalInterface
public interface ProgressListener {

    void on(Progress progress);
}
