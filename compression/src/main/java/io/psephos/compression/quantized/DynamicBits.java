package io.psephos.compression.quantized;

/**
 * The bit schedule of DQ-SGD (Yan et al., 2021): B = ⌈log₂(k · a^((T−t)/2) · ‖g‖ + 1)⌉ bits a coordinate at step t of
 * T, which spends the fewest bits in all for a given error at the end. Kept within 1 and 16 here, where the paper has
 * 32, because levels are at most 65535. Server and client use the same rule, the one with the aggregate's norm, the
 * other with that of its own update.
 *
 * @param k error budget, above 0: twice as much is about one bit more
 * @param a contraction of the loss a step, above 0 and at most 1: 1 − 2μη + Lμη² for step size η
 * @param horizon T, steps in all, at least 0; later steps are as the last one
 */
public record DynamicBits(double k, double a, long horizon) {
    /** Most bits. */
    public static final int MOST = 16;

    public DynamicBits {
        if (!(k > 0) || Double.isInfinite(k)) {
            throw new IllegalArgumentException("k must be finite and > 0, was " + k);
        }
        if (!(a > 0 && a <= 1)) {
            throw new IllegalArgumentException("a must be above 0 and at most 1, was " + a);
        }
        if (horizon < 0) {
            throw new IllegalArgumentException("horizon must be >= 0, was " + horizon);
        }
    }

    /**
     * B of step t, counted from 0.
     *
     * @param norm ‖g‖, at least 0
     */
    public int bits(long t, double norm) {
        if (t < 0 || !(norm >= 0)) {
            throw new IllegalArgumentException("step and norm must be >= 0, were " + t + " and " + norm);
        }
        double levels = budget(t) * norm;
        int bits = 1;
        while (bits < MOST && levels(bits) < levels) {
            bits++;
        }
        return bits;
    }

    /** Levels of step t for an update whose norm is 1. */
    public double budget(long t) {
        return k * Math.pow(a, Math.max(0, horizon - t) / 2.0);
    }

    /** The levels s = 2^B − 1 of so many bits. */
    public static int levels(int bits) {
        return (1 << bits) - 1;
    }
}
