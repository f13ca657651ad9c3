package io.psephos.aggregation.optimizer;

import io.psephos.compression.Payload;
import io.psephos.protocol.state.NamedState;

/** FedYogi (Reddi et al., 2021): v ← v − (1 − β₂)g² · sign(v − g²), which falls no faster than it rises. */
public final class Yogi implements ServerOptimizer {
    private final float fresh;
    private final AdaptiveDescent descent;

    /**
     * @param beta1 β₁, the share of the first moment that goes on
     * @param beta2 β₂; 1 − β₂ is how far a square moves the second moment
     * @param tau τ, added to √v
     * @throws IllegalArgumentException unless {@code 0 ≤ β < 1} and τ > 0
     */
    public Yogi(double beta1, double beta2, double tau) {
        this.fresh = 1 - (float) AdaptiveDescent.share("beta2", beta2);
        this.descent = new AdaptiveDescent(beta1, tau, tau * tau, this::move);
    }

    @Override
    public Stepped step(Payload direction, double learningRate, float[] parameters, NamedState state) {
        return descent.step(direction, learningRate, state);
    }

    private void move(float[] last, float[] direction, float[] next, int from, int to) {
        for (int i = from; i < to; i++) {
            float square = direction[i] * direction[i];
            float change = fresh * square;
            next[i] = last[i] > square ? last[i] - change : last[i] < square ? last[i] + change : last[i];
        }
    }
}
