package io.psephos.compression;

/** A payload of whole numbers from −127 to 127, each times the scale of its bucket. */
public final class ScaledBytes implements Payload {
    /** Largest number of a coordinate. */
    public static final int MOST = 127;

    private final Buckets buckets;
    private final byte[] bytes;

    /**
     * @param buckets whose scale × 127 is finite in float32
     * @param bytes none of them −128; not copied
     */
    public ScaledBytes(Buckets buckets, byte[] bytes) {
        if (buckets.count() != bytes.length) {
            throw new IllegalArgumentException(
                    "buckets of " + buckets.count() + " coordinates cannot scale " + bytes.length + " bytes");
        }
        for (float scale : buckets.scales()) {
            if (!reaches(scale)) {
                throw new IllegalArgumentException("scale must be finite times " + MOST + ", was " + scale);
            }
        }
        this.buckets = buckets;
        this.bytes = bytes;
    }

    /** Whether scale × 127 is finite. */
    public static boolean reaches(float scale) {
        return Float.isFinite(scale * MOST);
    }

    @Override
    public int count() {
        return bytes.length;
    }

    public Buckets buckets() {
        return buckets;
    }

    /** The numbers themselves: read only. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public void addTo(float[] accumulator, float weight) {
        for (int k = 0; k < buckets.scales().length; k++) {
            float scale = buckets.scales()[k];
            for (int i = buckets.from(k), to = buckets.to(k); i < to; i++) {
                accumulator[i] += weight * (scale * bytes[i]);
            }
        }
    }
}
