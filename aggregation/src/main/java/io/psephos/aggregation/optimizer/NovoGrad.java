package io.psephos.aggregation.optimizer;

import io.psephos.compression.Dense;
import io.psephos.compression.Payload;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.state.NamedState;

/**
 * NovoGrad (Ginsburg et al., 2019) at the server: one second moment a tensor, v ← β₂v + (1 − β₂)‖g‖², at first ‖g‖²;
 * m ← β₁m + (g / (√v + τ) + d · p); step = rate · m. Decay of weights does not pass through the normalization.
 */
public final class NovoGrad implements ServerOptimizer {
    private final ParameterLayout layout;
    private final float beta1;
    private final double beta2;
    private final double tau;
    private final float weightDecay;

    /**
     * @param beta1 β₁, the share of the first moment that goes on
     * @param beta2 β₂, the share of the second moments that goes on
     * @param tau τ, added to √v, so that a tensor without a gradient stays where it is
     * @param weightDecay d, at least 0
     * @throws IllegalArgumentException unless {@code 0 ≤ β < 1}, τ > 0 and d ≥ 0
     */
    public NovoGrad(ParameterLayout layout, double beta1, double beta2, double tau, double weightDecay) {
        this.layout = layout;
        this.beta1 = (float) AdaptiveDescent.share("beta1", beta1);
        this.beta2 = AdaptiveDescent.share("beta2", beta2);
        if (!(tau > 0)) {
            throw new IllegalArgumentException("tau must be > 0, was " + tau);
        }
        if (!(weightDecay >= 0)) {
            throw new IllegalArgumentException("weight decay must be >= 0, was " + weightDecay);
        }
        this.tau = tau;
        this.weightDecay = (float) weightDecay;
    }

    /** @throws ArithmeticException when a second moment is no longer finite */
    @Override
    public Stepped step(Payload direction, double learningRate, float[] parameters, NamedState state) {
        float[] gradient = direction.toDense();
        float[] last = state.floats(Sgd.MOMENTUM).orElse(null);
        float[] lastSecond = state.floats(AdaptiveDescent.SECOND_MOMENT).orElse(null);
        float[] first = new float[gradient.length];
        float[] second = new float[layout.tensors().size()];
        int from = 0;
        for (int tensor = 0; tensor < second.length; tensor++) {
            int to = from + Math.toIntExact(layout.tensors().get(tensor).size());
            double square = squaredNorm(gradient, from, to);
            second[tensor] = (float) (lastSecond == null ? square : beta2 * lastSecond[tensor] + (1 - beta2) * square);
            requireFinite(second[tensor], tensor);
            float scale = (float) (1 / (Math.sqrt(second[tensor]) + tau));
            for (int i = from; i < to; i++) {
                float kept = last == null ? 0 : beta1 * last[i];
                float decay = weightDecay * parameters[i];
                first[i] = kept + (scale * gradient[i] + decay);
            }
            from = to;
        }
        return new Stepped(
                new Step(new Dense(scaled(first, (float) learningRate))),
                state.with(Sgd.MOMENTUM, first).with(AdaptiveDescent.SECOND_MOMENT, second));
    }

    private static double squaredNorm(float[] gradient, int from, int to) {
        double square = 0;
        for (int i = from; i < to; i++) {
            square += (double) gradient[i] * gradient[i];
        }
        return square;
    }

    private static float[] scaled(float[] moment, float rate) {
        float[] step = new float[moment.length];
        for (int i = 0; i < step.length; i++) {
            step[i] = rate * moment[i];
        }
        return step;
    }

    private void requireFinite(float moment, int tensor) {
        if (!Float.isFinite(moment)) {
            throw new ArithmeticException("the second moment of tensor '"
                    + layout.tensors().get(tensor).name() + "' became infinite: its updates are too large");
        }
    }
}
