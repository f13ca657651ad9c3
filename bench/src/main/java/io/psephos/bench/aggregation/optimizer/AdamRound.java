package io.psephos.bench.aggregation.optimizer;

import io.psephos.aggregation.optimizer.Adam;
import io.psephos.aggregation.optimizer.Adam.Correction;
import io.psephos.aggregation.optimizer.Stepped;
import io.psephos.compression.Dense;
import io.psephos.protocol.state.NamedState;
import java.util.SplittableRandom;

/** One round of FedAdam as the server does it, as one loop says it, and what it has to read and write at the least. */
final class AdamRound {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.99;
    private static final double TAU = 1e-3;
    private static final double RATE = 0.1;

    private final Adam adam = new Adam(BETA1, BETA2, TAU, Correction.NONE);
    private final float[] direction;
    private final float[] parameters;
    private final NamedState state;
    private final float[] first;
    private final float[] second;

    AdamRound(int parameterCount, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        this.direction = random(parameterCount, random);
        this.parameters = random(parameterCount, random);
        this.state = adam.step(new Dense(random(parameterCount, random)), RATE, parameters, NamedState.EMPTY)
                .state();
        this.first = state.floats("optimizer/momentum").orElseThrow();
        this.second = state.floats("optimizer/v").orElseThrow();
    }

    private static float[] random(int count, SplittableRandom random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** The next parameters. */
    float[] served() {
        Stepped stepped = adam.step(new Dense(direction), RATE, parameters, state);
        return stepped.step().applyTo(parameters);
    }

    /** The next parameters by one loop in double precision, with moments of its own beside them. */
    float[] naive() {
        float[] nextFirst = new float[first.length];
        float[] nextSecond = new float[first.length];
        float[] next = new float[first.length];
        for (int i = 0; i < next.length; i++) {
            double m = BETA1 * first[i] + (1 - BETA1) * direction[i];
            double v = BETA2 * second[i] + (1 - BETA2) * Math.pow(direction[i], 2);
            nextFirst[i] = (float) m;
            nextSecond[i] = (float) v;
            next[i] = (float) (parameters[i] - RATE * m / (Math.sqrt(v) + TAU));
        }
        return next;
    }

    /** As many arrays as go in and come out, copied: direction, parameters and two moments. */
    float[] copied() {
        float[] sum = direction.clone();
        sum[0] += first.clone()[0] + second.clone()[0];
        float[] next = parameters.clone();
        next[0] += sum[0];
        return next;
    }
}
