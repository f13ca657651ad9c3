package io.psephos.aggregation.optimizer;

import io.psephos.compression.Dense;
import io.psephos.compression.Finite;
import io.psephos.compression.Payload;
import io.psephos.protocol.state.NamedState;
import java.util.Arrays;

/**
 * The adaptive server optimizers of Reddi et al. (Adaptive Federated Optimization, 2021), which differ in their second
 * moment only: m ← β₁m + (1 − β₁)g, v by the rule, step = rate · m / (√v + τ), without bias correction; v begins at τ² in
 * the paper, and m at 0.
 */
final class AdaptiveDescent {
    /** v, the second moment of directions; none before the first. */
    static final String SECOND_MOMENT = "optimizer/v";

    /** The second moment after a direction. */
    @FunctionalInterface
    interface SecondMoment {

        /** Writes the next moment over the last one. */
        void move(float[] moment, float[] direction);
    }

    private final float beta1;
    private final float tau;
    private final float initial;
    private final SecondMoment secondMoment;

    /**
     * @param beta1 β₁, the share of the first moment that goes on
     * @param tau τ, how adaptive it is: the less the more
     * @param initial v before the first direction, at least 0
     * @throws IllegalArgumentException unless 0 ≤ β₁ < 1 and τ > 0
     */
    AdaptiveDescent(double beta1, double tau, double initial, SecondMoment secondMoment) {
        this.beta1 = (float) share("beta1", beta1);
        if (!(tau > 0)) {
            throw new IllegalArgumentException("tau must be > 0, was " + tau);
        }
        this.tau = (float) tau;
        this.initial = (float) initial;
        this.secondMoment = secondMoment;
    }

    /** @throws IllegalArgumentException unless it is at least 0 and below 1 */
    static double share(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " must be >= 0 and < 1, was " + value);
        }
        return value;
    }

    /** @throws ArithmeticException when a second moment is no longer finite */
    Stepped step(Payload direction, double learningRate, NamedState state) {
        float[] gradient = direction.toDense();
        float[] first = firstMoment(gradient, state);
        float[] second = state.floats(SECOND_MOMENT).map(float[]::clone).orElseGet(() -> before(gradient.length));
        secondMoment.move(second, gradient);
        requireFinite(second);
        float[] step = new float[gradient.length];
        float rate = (float) learningRate;
        for (int i = 0; i < step.length; i++) {
            step[i] = rate * first[i] / ((float) Math.sqrt(second[i]) + tau);
        }
        return new Stepped(
                new Step(new Dense(step)), state.with(Sgd.MOMENTUM, first).with(SECOND_MOMENT, second));
    }

    private static void requireFinite(float[] moment) {
        int violation = Finite.firstViolation(moment);
        if (violation >= 0) {
            throw new ArithmeticException(
                    "the second moment of coordinate " + violation + " became infinite: its updates are too large");
        }
    }

    private float[] firstMoment(float[] gradient, NamedState state) {
        float[] last = state.floats(Sgd.MOMENTUM).orElse(null);
        float[] moment = new float[gradient.length];
        float fresh = 1 - beta1;
        for (int i = 0; i < moment.length; i++) {
            float kept = last == null ? 0 : beta1 * last[i];
            moment[i] = kept + fresh * gradient[i];
        }
        return moment;
    }

    private float[] before(int count) {
        float[] moment = new float[count];
        Arrays.fill(moment, initial);
        return moment;
    }
}
