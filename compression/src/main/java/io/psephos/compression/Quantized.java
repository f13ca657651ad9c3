package io.psephos.compression;

/**
 * A payload of quantization levels: a coordinate is (norm / s) × level, with the norm of its bucket and levels from −s
 * to s.
 */
public final class Quantized implements Payload {
    private final Buckets norms;
    private final Norm kind;
    private final Levels levels;

    /**
     * @param norms whose (norm / s) × s is finite in float32
     * @param kind what the norms are, for information
     * @param levels not copied
     */
    public Quantized(Buckets norms, Norm kind, Levels levels) {
        if (norms.count() != levels.count()) {
            throw new IllegalArgumentException(
                    "buckets of " + norms.count() + " coordinates cannot scale " + levels.count() + " levels");
        }
        for (float norm : norms.scales()) {
            if (!reaches(norm, levels.max())) {
                throw new IllegalArgumentException("norm must be finite at level " + levels.max() + ", was " + norm);
            }
        }
        this.norms = norms;
        this.kind = kind;
        this.levels = levels;
    }

    /** Whether (norm / s) × s is finite, as it may not be for a norm next to the largest float. */
    public static boolean reaches(float norm, int levels) {
        return Float.isFinite(norm / levels * levels);
    }

    @Override
    public int count() {
        return levels.count();
    }

    public Buckets norms() {
        return norms;
    }

    public Norm kind() {
        return kind;
    }

    /** The levels themselves: read only. */
    public Levels levels() {
        return levels;
    }

    @Override
    public void addTo(float[] accumulator, float weight) {
        for (int k = 0; k < norms.scales().length; k++) {
            float step = norms.scales()[k] / levels.max();
            levels.addTo(accumulator, norms.from(k), norms.to(k), step, weight);
        }
    }

    @Override
    public int levelBits() {
        return Integer.SIZE - Integer.numberOfLeadingZeros(levels.max());
    }
}
