package io.psephos.client.update;

import java.util.function.UnaryOperator;

/** An update after its privacy mechanism, the only type that can be compressed. */
final class Noised {
    private final float[] values;

    private Noised(float[] values) {
        this.values = values;
    }

    /** @param noise leaves its argument unchanged */
    static Noised of(Clipped clipped, UnaryOperator<float[]> noise) {
        return new Noised(noise.apply(clipped.values()));
    }

    float[] values() {
        return values;
    }
}
