package io.psephos.aggregation.optimizer;

import io.psephos.aggregation.Aggregate;
import io.psephos.compression.Dense;

/**
 * DIANA at the server (Mishchenko, Gorbunov, Takáč and Richtárik, 2019): clients send quantized differences to what they
 * remember, the mean of what they remember is known here. The direction is ĝ = h + mean of differences, and then h ← h +
 * α · mean of differences. Needs everybody's update in every round.
 */
public final class Differences implements ServerOptimizer {
    private final ServerOptimizer optimizer;
    private final float alpha;

    /**
     * @param optimizer what is done with the direction
     * @param alpha the clients' own
     */
    public Differences(ServerOptimizer optimizer, double alpha) {
        if (!(alpha >= 0 && alpha <= 1)) {
            throw new IllegalArgumentException("alpha must be >= 0 and <= 1, was " + alpha);
        }
        this.optimizer = optimizer;
        this.alpha = (float) alpha;
    }

    @Override
    public Published step(Aggregate aggregate, double learningRate, ServerState state) {
        float[] mean = aggregate.direction().toDense();
        float[] before = state.shift() == null ? new float[mean.length] : state.shift();
        float[] direction = new float[mean.length];
        float[] after = new float[mean.length];
        for (int i = 0; i < mean.length; i++) {
            direction[i] = before[i] + mean[i];
            float moved = alpha * mean[i];
            after[i] = before[i] + moved;
        }
        Aggregate shifted = new Aggregate(new Dense(direction), aggregate.updates(), null);
        Published published = optimizer.step(shifted, learningRate, state);
        return new Published(published.step(), published.next().withShift(after));
    }
}
