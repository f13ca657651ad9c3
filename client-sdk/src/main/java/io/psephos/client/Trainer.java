package io.psephos.client;

/** The app's own learning: global parameters in, locally trained parameters out. */
@FunctionalInterface
public interface Trainer {

    /**
     * Trains on the app's examples.
     *
     * @throws Exception to decline the assignment; the message goes to the server as the reason
     */
    Trained train(TrainingTask task) throws Exception;
}
