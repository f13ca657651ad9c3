package io.psephos.learning.net;

import io.psephos.learning.data.Examples;
import io.psephos.protocol.ParameterLayout;

/** A net that a job file names, built in or a user's own: what whoever trains and judges it needs to know. */
public sealed interface TrainableNet permits Net, ExtensionNet {

    /** Names and shapes of the parameters, in the order of the flat vector. */
    ParameterLayout layout();

    /** Number of features of an example. */
    int featureCount();

    /** Number of classes. */
    int classCount();

    /** The initial parameters, the same for a seed on every machine. */
    float[] initial(long seed);

    /** Returns a training in memory of its own, for one thread at a time. */
    Training training();

    /**
     * The loss and accuracy of parameters on examples.
     *
     * @throws IllegalArgumentException without examples, or when net, parameters and examples do not fit
     */
    NetEvaluation evaluate(float[] parameters, Examples examples);

    /** Training of a net, in memory that is used again by every call. */
    @FunctionalInterface
    interface Training {

        /**
         * Trains from parameters that stay as they are, unless they are the same array as {@code end}.
         *
         * @param end becomes the trained parameters
         * @param seed of the order of the examples; the same seed gives the same parameters
         * @throws IllegalArgumentException without examples, or when net, parameters and examples do not fit
         */
        LocalTraining.Result train(float[] start, float[] end, Examples examples, TrainingPlan plan, long seed);
    }
}
