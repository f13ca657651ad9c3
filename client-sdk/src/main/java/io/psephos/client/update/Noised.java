package io.psephos.client.update;

import java.util.function.UnaryOperator;

/** An update after its privacy mechanism, the only type that can be compressed. */
final class Noised {
    private final float[] values;

    private Noised(float[] values) {
        this.values = values;
    }

    /** Returns an update of a job without a mechanism. */
    static Noised without(Clipped clipped) {
        return new Noised(clipped.values());
    }

    /**
     * @param noise leaves its argument unchanged
     * @throws IllegalArgumentException where nothing bounds the norm, so that noise would hide nothing
     */
    static Noised of(Clipped clipped, UnaryOperator<float[]> noise) {
        if (Double.isInfinite(clipped.norm())) {
            throw new IllegalArgumentException("noise needs a bound on the norm of the update");
        }
        return new Noised(noise.apply(clipped.values()));
    }

    float[] values() {
        return values;
    }
}
