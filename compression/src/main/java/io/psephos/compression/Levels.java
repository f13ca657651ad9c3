package io.psephos.compression;

/** Signed quantization levels from −s to s, stored in the fewest of 8, 16 or 32 bits a number that hold them. */
public final class Levels {
    /** Largest s. */
    public static final int MOST = 65_535;

    private final int count;
    private final int max;
    private final byte[] bytes;
    private final short[] shorts;
    private final int[] ints;

    /**
     * Levels that are all zero.
     *
     * @param max s, 1 to {@link #MOST}
     */
    public Levels(int count, int max) {
        this.count = count;
        this.max = checkMax(max);
        this.bytes = new byte[max <= Byte.MAX_VALUE ? count : 0];
        this.shorts = new short[max > Byte.MAX_VALUE && max <= Short.MAX_VALUE ? count : 0];
        this.ints = new int[max > Short.MAX_VALUE ? count : 0];
    }

    /** @throws IllegalArgumentException unless s is 1 to {@link #MOST} */
    public static int checkMax(int max) {
        if (max < 1 || max > MOST) {
            throw new IllegalArgumentException("levels must be 1 to " + MOST + ", were " + max);
        }
        return max;
    }

    /** Number of levels. */
    public int count() {
        return count;
    }

    /** The largest level s. */
    public int max() {
        return max;
    }

    public int at(int i) {
        if (max <= Byte.MAX_VALUE) {
            return bytes[i];
        }
        return max <= Short.MAX_VALUE ? shorts[i] : ints[i];
    }

    /**
     * Sets the levels from {@code from} on to the first numbers of a row, each −s to s. Not to be called once the
     * levels are shared.
     */
    public void set(int from, int[] row, int rowLength) {
        if (max <= Byte.MAX_VALUE) {
            for (int i = 0; i < rowLength; i++) {
                bytes[from + i] = (byte) row[i];
            }
        } else if (max <= Short.MAX_VALUE) {
            for (int i = 0; i < rowLength; i++) {
                shorts[from + i] = (short) row[i];
            }
        } else {
            System.arraycopy(row, 0, ints, from, rowLength);
        }
    }

    /** Adds weight × (step × level), each product rounded. */
    void addTo(float[] accumulator, int from, int to, float step, float weight) {
        if (max <= Byte.MAX_VALUE) {
            for (int i = from; i < to; i++) {
                accumulator[i] += weight * (step * bytes[i]);
            }
        } else if (max <= Short.MAX_VALUE) {
            for (int i = from; i < to; i++) {
                accumulator[i] += weight * (step * shorts[i]);
            }
        } else {
            for (int i = from; i < to; i++) {
                accumulator[i] += weight * (step * ints[i]);
            }
        }
    }
}
