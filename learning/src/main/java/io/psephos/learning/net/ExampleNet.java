package io.psephos.learning.net;

import io.psephos.protocol.ParameterLayout;

/**
 * A classifier that is trained on one example after the other, by the gradient of an example's loss. Psephos takes the
 * steps. Several threads call it at a time, so it keeps nothing of a call.
 *
 * <p>Parameters and their gradients are flat, in the order of the layout; features are those of one example.
 */
public interface ExampleNet {

    /** Names and shapes of the parameters. */
    ParameterLayout layout();

    /**
     * Returns the initial parameters, the same for a seed on every machine.
     *
     * @return as many finite numbers as the layout has parameters
     */
    float[] initial(long seed);

    /** Number of features of an example. */
    int featureCount();

    /** Number of classes, at least 2; labels count from 0. */
    int classCount();

    /**
     * Adds the gradient of one example's loss and returns the loss.
     *
     * @param parameters to be read only
     * @param features to be read only
     * @param gradient to be added to, never set: it holds the sum of a batch
     */
    double addGradient(float[] parameters, float[] features, int label, float[] gradient);

    /**
     * Returns one score a class; the class of the largest is predicted.
     *
     * @param parameters to be read only
     * @param features to be read only
     */
    float[] scores(float[] parameters, float[] features);
}
