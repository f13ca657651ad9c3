package io.psephos.aggregation.optimizer;

import io.psephos.compression.Payload;

/**
 * What is subtracted from the model: scale × payload in float32, multiply then subtract, never fused. A coordinate with
 * a zero vote stays untouched.
 */
public record Step(Payload payload, float scale) {

    /** The parameters after the step, freshly made. */
    public float[] applyTo(float[] parameters) {
        float[] next = parameters.clone();
        payload.addTo(next, -scale);
        return next;
    }
}
