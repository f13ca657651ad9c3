package io.psephos.aggregation.optimizer;

import io.psephos.compression.Payload;
import io.psephos.compression.ScaledSigns;
import io.psephos.compression.ScaledTernary;

/**
 * What is subtracted from the model: p ← p − u in float32, where u of scaled votes is multiplied first and never fused.
 * A coordinate with a zero vote stays untouched.
 *
 * @param payload u, learning rate and all
 */
public record Step(Payload payload) {

    /** The parameters after the step, freshly made. */
    public float[] applyTo(float[] parameters) {
        float[] next = parameters.clone();
        payload.addTo(next, -1f);
        return next;
    }

    /** Whether clients may fetch the step in the few bits of its votes. */
    public boolean isScaledVotes() {
        return payload instanceof ScaledSigns || payload instanceof ScaledTernary;
    }
}
