package io.psephos.robustness.filter;

import io.psephos.aggregation.ClientUpdate;
import io.psephos.compression.Dense;
import io.psephos.compression.Norm;
import io.psephos.compression.Payload;
import io.psephos.protocol.ClientId;

/** An update that is judged, with what filters measure of it. For one thread. */
public final class FilterInput {
    private final ClientUpdate update;
    private final long baseVersion;
    private float[] dense = {};
    private double norm = Double.NaN;

    /** @param baseVersion which the update was computed from */
    public FilterInput(ClientUpdate update, long baseVersion) {
        this.update = update;
        this.baseVersion = baseVersion;
    }

    public ClientId client() {
        return update.client();
    }

    public Payload payload() {
        return update.payload();
    }

    /** Examples that its client claims. */
    public long exampleCount() {
        return update.exampleCount();
    }

    public long baseVersion() {
        return baseVersion;
    }

    /** ‖u‖; not finite where a coordinate is not. */
    public double norm() {
        if (Double.isNaN(norm)) {
            norm = Norm.L2.of(dense(), 0, payload().count());
        }
        return norm;
    }

    /** The norm of another update. */
    static double norm(Payload other) {
        return Norm.L2.of(dense(other), 0, other.count());
    }

    /** ‖u − v‖. */
    public double distanceTo(Payload other) {
        return Distance.between(dense(), dense(other));
    }

    /** u·v / (‖u‖ ‖v‖), from −1 to 1; 0 where one of them is 0. */
    public double cosineTo(float[] other) {
        double length = norm() * Norm.L2.of(other, 0, other.length);
        double product = 0;
        float[] values = dense();
        for (int i = 0; i < values.length; i++) {
            product += (double) values[i] * other[i];
        }
        return length > 0 ? Math.max(-1, Math.min(1, product / length)) : 0;
    }

    private float[] dense() {
        if (dense.length == 0) {
            dense = dense(payload());
        }
        return dense;
    }

    /** The floats of the payload, read only: spares the copy where the update travels as floats. */
    private static float[] dense(Payload payload) {
        return payload instanceof Dense floats ? floats.values() : payload.toDense();
    }
}
