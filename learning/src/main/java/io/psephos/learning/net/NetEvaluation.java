package io.psephos.learning.net;

import io.psephos.learning.data.Examples;

/**
 * The loss and accuracy of parameters on examples.
 *
 * @param loss mean loss; cross-entropy in nats for built-in nets
 * @param accuracy share of examples whose largest output is the right class
 */
public record NetEvaluation(double loss, double accuracy, int examples) {
    private static final float[] NO_GRADIENT = {};

    /**
     * The evaluation of parameters on examples.
     *
     * @throws IllegalArgumentException without examples, or when net, parameters and examples do not fit
     */
    public static NetEvaluation of(Net net, float[] parameters, Examples examples) {
        return new BlockEvaluation(net).evaluate(parameters, examples);
    }

    /**
     * The evaluation of a user's net.
     *
     * @throws IllegalArgumentException without examples, or when net, parameters and examples do not fit
     * @throws io.psephos.protocol.ExtensionException where the net fails
     */
    public static NetEvaluation of(ExtensionNet net, float[] parameters, Examples examples) {
        net.shape().check(parameters, examples);
        float[] ignored = new float[parameters.length];
        float[] features = new float[examples.featureCount()];
        double loss = 0;
        int right = 0;
        for (int i = 0; i < examples.count(); i++) {
            examples.read(i, features);
            loss += net.addGradient(parameters, features, examples.label(i), ignored);
            right += net.predict(parameters, features) == examples.label(i) ? 1 : 0;
        }
        net.requireFinite(loss, NO_GRADIENT, parameters);
        return new NetEvaluation(loss / examples.count(), (double) right / examples.count(), examples.count());
    }
}
