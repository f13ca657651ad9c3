package io.psephos.learning.net;

import io.psephos.learning.data.Examples;

/**
 * The loss and accuracy of parameters on examples.
 *
 * @param loss mean cross-entropy in nats
 * @param accuracy share of examples whose largest output is the right class
 */
public record NetEvaluation(double loss, double accuracy, int examples) {

    /**
     * The evaluation of parameters on examples.
     *
     * @throws IllegalArgumentException without examples, or when net, parameters and examples do not fit
     */
    public static NetEvaluation of(Net net, float[] parameters, Examples examples) {
        return new BlockEvaluation(net).evaluate(parameters, examples);
    }
}
