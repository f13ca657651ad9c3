package io.psephos.aggregation.optimizer;

import io.psephos.compression.Payload;
import io.psephos.protocol.state.NamedState;

/** FedAdagrad (Reddi et al., 2021): v ← v + g², so that coordinates that moved far move less. */
public final class Adagrad implements ServerOptimizer {
    private final AdaptiveDescent descent;

    /**
     * @param beta1 β₁, the share of the first moment that goes on; 0 in the paper
     * @param tau τ, added to √v
     * @throws IllegalArgumentException unless {@code 0 ≤ β₁ < 1} and τ > 0
     */
    public Adagrad(double beta1, double tau) {
        this.descent = new AdaptiveDescent(beta1, tau, tau * tau, Adagrad::add);
    }

    @Override
    public Stepped step(Payload direction, double learningRate, float[] parameters, NamedState state) {
        return descent.step(direction, learningRate, state);
    }

    private static void add(float[] last, float[] direction, float[] next, int from, int to) {
        for (int i = from; i < to; i++) {
            next[i] = last[i] + direction[i] * direction[i];
        }
    }
}
