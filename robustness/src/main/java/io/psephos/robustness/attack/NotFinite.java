package io.psephos.robustness.attack;

import java.util.Arrays;

/** NaN in the first coordinate and infinity in all others. */
public final class NotFinite implements Attack {

    @Override
    public float[] corrupt(AttackView view) {
        float[] values = new float[view.update().length];
        Arrays.fill(values, Float.POSITIVE_INFINITY);
        if (values.length > 0) {
            values[0] = Float.NaN;
        }
        return values;
    }
}
