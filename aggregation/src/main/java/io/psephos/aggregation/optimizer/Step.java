package io.psephos.aggregation.optimizer;

import io.psephos.compression.Payload;
import io.psephos.compression.ScaledSigns;
import io.psephos.compression.ScaledTernary;
import io.psephos.compression.chain.StepChain;

/**
 * The step that is subtracted from the model: p ← p − u in float32, where u of scaled votes is multiplied first and
 * never fused. A coordinate with a zero vote stays untouched.
 *
 * @param payload u, learning rate included
 * @param scheme byte of the frame in which clients may fetch it; negative where it is dense
 */
public record Step(Payload payload, int scheme) {
    private static final int DENSE = -1;

    /** A step of scaled votes, which travel as they are, or a dense step. */
    public Step(Payload payload) {
        this(
                payload,
                payload instanceof ScaledSigns || payload instanceof ScaledTernary ? StepChain.scheme(payload) : DENSE);
    }

    /** The parameters after the step, freshly made. */
    public float[] applyTo(float[] parameters) {
        float[] next = parameters.clone();
        payload.addTo(next, -1f);
        return next;
    }

    /** Whether clients may fetch the step in a compressed frame. */
    public boolean isSmall() {
        return scheme != DENSE;
    }
}
