package io.psephos.client;

/** The app's local training, from global parameters to locally trained ones. */
@FunctionalInterface
public interface Trainer {

    /**
     * Trains on the app's examples.
     *
     * @throws Exception to decline the assignment; the server is told its class, while the message, which may quote the
     *     app's data, stays in the log of this process. Errors, such as those of a native library, do the same
     */
    Trained train(TrainingTask task) throws Exception;
}
