package io.psephos.learning.net;

/**
 * The proximal term μ/2·‖p − p₀‖² of FedProx (Li et al., MLSys 2020).
 *
 * @param mu weight μ; 0 = none
 */
public record Proximal(double mu) implements LocalTerm {

    /** @throws IllegalArgumentException for a weight that is negative or not finite */
    public Proximal {
        if (!(mu >= 0) || Double.isInfinite(mu)) {
            throw new IllegalArgumentException("proximal must be >= 0 and finite, was " + mu);
        }
    }

    @Override
    public void addTo(float[] gradient, float[] parameters, float[] start) {
        float weight = (float) mu;
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] += weight * (parameters[i] - start[i]);
        }
    }
}
