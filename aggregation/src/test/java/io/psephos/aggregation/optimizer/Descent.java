package io.psephos.aggregation.optimizer;

import io.psephos.compression.Dense;
import io.psephos.protocol.state.NamedState;

/** An optimizer at work from some parameters on, one direction after another. */
final class Descent {
    private final ServerOptimizer optimizer;
    private final double rate;
    private float[] parameters;
    private NamedState state = NamedState.EMPTY;

    Descent(ServerOptimizer optimizer, double rate, float... parameters) {
        this.optimizer = optimizer;
        this.rate = rate;
        this.parameters = parameters;
    }

    /** Steps along differences of clients' parameters, as papers write them: the direction is their negative. */
    Descent along(float[]... differences) {
        for (float[] difference : differences) {
            float[] direction = new float[difference.length];
            for (int i = 0; i < direction.length; i++) {
                direction[i] = -difference[i];
            }
            step(direction);
        }
        return this;
    }

    /** Steps against gradients. */
    Descent against(float[]... gradients) {
        for (float[] gradient : gradients) {
            step(gradient);
        }
        return this;
    }

    private void step(float[] direction) {
        // Through bytes, as after a restart.
        NamedState read = NamedState.of(state.bytes());
        Stepped stepped = optimizer.step(new Dense(direction), rate, parameters, read);
        parameters = stepped.step().applyTo(parameters);
        state = stepped.state();
    }

    float[] parameters() {
        return parameters;
    }

    NamedState state() {
        return state;
    }
}
