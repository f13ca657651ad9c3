package io.psephos.aggregation.optimizer;

import io.psephos.compression.Blocks;
import io.psephos.compression.Dense;
import io.psephos.compression.Payload;
import io.psephos.compression.ScaledSigns;
import io.psephos.compression.ScaledTernary;
import io.psephos.compression.Signs;
import io.psephos.compression.Ternary;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.state.NamedState;
import org.jspecify.annotations.Nullable;

/**
 * Gradient descent: the direction times the learning rate, or, with momentum β, m ← β·m + direction times the learning
 * rate. A verdict without momentum stays votes, with the rate as the scale of every tensor; all else is dense.
 */
public final class Sgd implements ServerOptimizer {
    /** The name of the running sum of directions; absent before the first. */
    public static final String MOMENTUM = "optimizer/momentum";

    private final float momentum;
    private final @Nullable ParameterLayout layout;

    /** Plain descent whose votes have one scale for the whole vector. */
    public Sgd() {
        this.momentum = 0;
        this.layout = null;
    }

    /** Plain descent. */
    public Sgd(ParameterLayout layout) {
        this(layout, 0);
    }

    /**
     * @param momentum β, the share of the last round's sum that is kept
     * @throws IllegalArgumentException unless {@code 0 ≤ β < 1}
     */
    public Sgd(ParameterLayout layout, double momentum) {
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("momentum must be >= 0 and < 1, was " + momentum);
        }
        this.momentum = (float) momentum;
        this.layout = layout;
    }

    @Override
    public Stepped step(Payload direction, double learningRate, float[] parameters, NamedState state) {
        float rate = (float) learningRate;
        if (momentum > 0) {
            float[] sum = sum(direction.toDense(), state.floats(MOMENTUM).orElse(null));
            return new Stepped(new Step(scaled(sum, rate)), state.with(MOMENTUM, sum));
        }
        return new Stepped(new Step(plain(direction, rate)), state);
    }

    private Payload plain(Payload direction, float rate) {
        if (direction instanceof Signs votes) {
            return new ScaledSigns(blocks(votes.count(), rate), votes);
        }
        if (direction instanceof Ternary votes) {
            return new ScaledTernary(blocks(votes.count(), rate), votes);
        }
        return scaled(direction instanceof Dense dense ? dense.values() : direction.toDense(), rate);
    }

    private Blocks blocks(int count, float rate) {
        return layout == null ? new Blocks(new int[] {count}, new float[] {rate}) : Blocks.of(layout, rate);
    }

    private float[] sum(float[] direction, float @Nullable [] last) {
        if (last == null) {
            return direction;
        }
        float[] sum = new float[direction.length];
        for (int i = 0; i < sum.length; i++) {
            float kept = momentum * last[i];
            sum[i] = kept + direction[i];
        }
        return sum;
    }

    private static Dense scaled(float[] direction, float rate) {
        if (rate == 1) {
            // Neither the direction nor what becomes of it is written to.
            return new Dense(direction);
        }
        float[] step = new float[direction.length];
        for (int i = 0; i < step.length; i++) {
            step[i] = rate * direction[i];
        }
        return new Dense(step);
    }
}
