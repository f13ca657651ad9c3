package io.psephos.aggregation.optimizer;

import io.psephos.compression.Payload;
import io.psephos.protocol.state.NamedState;

/**
 * FedAdam (Reddi et al., 2021): v ← β₂v + (1 − β₂)g², without bias correction. Where asked for, the correction of Flower,
 * whose exponents are one ahead and whose v begins at 0.
 */
public final class Adam implements ServerOptimizer {
    /** Steps taken, where they are corrected. */
    static final String STEPS = "optimizer/steps";

    /** What is done about moments that begin at nothing. */
    public enum Correction {
        /** As in the paper. */
        NONE,
        /** rate · √(1 − β₂ᵗ⁺¹) / (1 − β₁ᵗ⁺¹) in the t-th step. */
        FLOWER
    }

    private final double beta1;
    private final double beta2;
    private final Correction correction;
    private final AdaptiveDescent descent;

    /**
     * @param beta1 β₁, the share of the first moment that goes on
     * @param beta2 β₂, the share of the second moment that goes on
     * @param tau τ, added to √v
     * @throws IllegalArgumentException unless {@code 0 ≤ β < 1} and τ > 0
     */
    public Adam(double beta1, double beta2, double tau, Correction correction) {
        this.beta1 = beta1;
        this.beta2 = AdaptiveDescent.share("beta2", beta2);
        this.correction = correction;
        this.descent = new AdaptiveDescent(
                beta1, tau, correction == Correction.FLOWER ? 0 : tau * tau, new Averaged((float) beta2)::move);
    }

    @Override
    public Stepped step(Payload direction, double learningRate, float[] parameters, NamedState state) {
        if (correction == Correction.NONE) {
            return descent.step(direction, learningRate, state);
        }
        double exponent = state.number(STEPS, 0) + 2;
        double corrected =
                learningRate * Math.sqrt(1 - StrictMath.pow(beta2, exponent)) / (1 - StrictMath.pow(beta1, exponent));
        Stepped stepped = descent.step(direction, corrected, state);
        return new Stepped(stepped.step(), stepped.state().with(STEPS, exponent - 1));
    }

    /** The running mean of squares. */
    private record Averaged(float beta2) {
        void move(float[] last, float[] direction, float[] next, int from, int to) {
            float fresh = 1 - beta2;
            for (int i = from; i < to; i++) {
                float square = direction[i] * direction[i];
                next[i] = beta2 * last[i] + fresh * square;
            }
        }
    }
}
