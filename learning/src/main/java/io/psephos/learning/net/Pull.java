package io.psephos.learning.net;

/**
 * The part of a step's gradient that comes from the parameters p themselves, μ(p − p₀) + λp: the proximal term of
 * FedProx (Li et al., MLSys 2020) and weight decay.
 *
 * @param start p₀, the parameters that were offered
 */
record Pull(float proximal, float weightDecay, float[] start) {

    boolean isNone() {
        return proximal == 0 && weightDecay == 0;
    }

    /** Adds so many times the pull on a row of parameters, which stand at the offset among all, to another row. */
    void add(float[] parameters, int offset, int count, float[] to, float times) {
        if (proximal == 0) {
            shrink(parameters, count, to, times);
        } else {
            pull(parameters, offset, count, to, times);
        }
    }

    private void shrink(float[] parameters, int count, float[] to, float times) {
        for (int i = 0; i < count; i++) {
            to[i] += times * (weightDecay * parameters[i]);
        }
    }

    private void pull(float[] parameters, int offset, int count, float[] to, float times) {
        for (int i = 0; i < count; i++) {
            to[i] += times * (proximal * (parameters[i] - start[offset + i]) + weightDecay * parameters[i]);
        }
    }
}
