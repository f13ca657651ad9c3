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

        /** Writes the next moments of coordinates {@code from} to {@code to}, the last one excluded. */
        void move(float[] last, float[] direction, float[] next, int from, int to);
    }

    /** Coordinates that are moved at once: four vectors of them stay in the first-level cache. */
    private static final int STRETCH = 1024;

    private final float beta1;
    private final float tau;
    private final float initial;
    private final SecondMoment secondMoment;

    /**
     * @param beta1 β₁, the share of the first moment that goes on
     * @param tau τ, how adaptive it is: the less the more
     * @param initial v before the first direction, at least 0
     * @throws IllegalArgumentException unless {@code 0 ≤ β₁ < 1} and τ > 0
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
        float[] gradient = direction instanceof Dense ? ((Dense) direction).values() : direction.toDense();
        int count = gradient.length;
        float[] lastFirst = state.floats(Sgd.MOMENTUM).orElseGet(() -> new float[count]);
        float[] lastSecond = state.floats(SECOND_MOMENT).orElseGet(() -> before(count));
        float[] first = new float[count];
        float[] second = new float[count];
        float[] step = new float[count];
        for (int from = 0; from < count; from += STRETCH) {
            int to = Math.min(count, from + STRETCH);
            secondMoment.move(lastSecond, gradient, second, from, to);
            moveFirst(lastFirst, gradient, first, from, to);
            step(first, second, (float) learningRate, step, from, to);
        }
        requireFinite(second);
        return new Stepped(
                new Step(new Dense(step)), state.with(Sgd.MOMENTUM, first).with(SECOND_MOMENT, second));
    }

    private void moveFirst(float[] last, float[] gradient, float[] next, int from, int to) {
        float fresh = 1 - beta1;
        for (int i = from; i < to; i++) {
            float kept = beta1 * last[i];
            next[i] = kept + fresh * gradient[i];
        }
    }

    private void step(float[] first, float[] second, float rate, float[] step, int from, int to) {
        for (int i = from; i < to; i++) {
            step[i] = rate * first[i] / ((float) Math.sqrt(second[i]) + tau);
        }
    }

    private static void requireFinite(float[] moment) {
        int violation = Finite.firstViolation(moment);
        if (violation >= 0) {
            throw new ArithmeticException(
                    "the second moment of coordinate " + violation + " became infinite: its updates are too large");
        }
    }

    private float[] before(int count) {
        float[] moment = new float[count];
        Arrays.fill(moment, initial);
        return moment;
    }
}
