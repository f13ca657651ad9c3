package io.psephos.compression;

/** A vector cut into buckets of n consecutive coordinates, of which the last may be shorter, each with a scale. */
public final class Buckets {
    private final int count;
    private final int size;
    private final float[] scales;

    /**
     * @param count number of coordinates d
     * @param size n, at least 1
     * @param scales ⌈d/n⌉ of them, finite and at least 0; not copied
     */
    public Buckets(int count, int size, float[] scales) {
        checkSize(size);
        if (scales.length != number(count, size)) {
            throw new IllegalArgumentException(
                    "buckets of " + size + " out of " + count + " coordinates had " + scales.length + " scales");
        }
        for (int k = 0; k < scales.length; k++) {
            if (!(scales[k] >= 0) || Float.isInfinite(scales[k])) {
                throw new IllegalArgumentException("scale " + k + " must be finite and >= 0, was " + scales[k]);
            }
        }
        this.count = count;
        this.size = size;
        this.scales = scales;
    }

    /** The number of buckets, ⌈d/n⌉. */
    public static int number(int count, int size) {
        return (int) (((long) count + size - 1) / size);
    }

    /** @throws IllegalArgumentException for a size below 1 */
    public static int checkSize(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("bucket must have a coordinate, had " + size);
        }
        return size;
    }

    /** Number of coordinates d. */
    public int count() {
        return count;
    }

    /** Coordinates of every bucket but the last, n. */
    public int size() {
        return size;
    }

    /** One scale for each bucket: read only. */
    public float[] scales() {
        return scales;
    }

    /** The first coordinate of bucket k. */
    public int from(int k) {
        return k * size;
    }

    /** One past the last coordinate of bucket k. */
    public int to(int k) {
        return (int) Math.min(count, ((long) k + 1) * size);
    }
}
