package io.psephos.client.update;

import java.util.function.UnaryOperator;

/** An update that may leave the client as far as its privacy mechanism is concerned: all that can be compressed. */
final class Noised {
    private final float[] values;

    private Noised(float[] values) {
        this.values = values;
    }

    /** @param noise leaves what it is given as it was */
    static Noised of(Clipped clipped, UnaryOperator<float[]> noise) {
        return new Noised(noise.apply(clipped.values()));
    }

    float[] values() {
        return values;
    }
}
