package io.psephos.compression.quantized;

import io.psephos.compression.Buckets;
import io.psephos.compression.Codec.PayloadLength;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.protocol.ProblemCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Byte layout of buckets before what they scale: u32 bucket size n, then ⌈d/n⌉ × f32 scale. */
final class BucketTable {
    private static final int HEAD = Integer.BYTES;

    private final int bucket;

    /** @param bucket the size that buckets must have; 0 for any */
    BucketTable(int bucket) {
        this.bucket = bucket;
    }

    /** Length of a table and what follows it. */
    PayloadLength lengthOf(long parameterCount, long tail) {
        return bucket == 0
                ? new PayloadLength(length(1, tail), length(parameterCount, tail))
                : PayloadLength.exactly(length((parameterCount - 1) / bucket + 1, tail));
    }

    static int bytes(Buckets buckets) {
        return Math.toIntExact(length(buckets.scales().length, 0));
    }

    /** Appends the table to a little-endian buffer. */
    static void write(Buckets buckets, ByteBuffer to) {
        to.putInt(buckets.size());
        to.asFloatBuffer().put(buckets.scales());
        to.position(to.position() + Float.BYTES * buckets.scales().length);
    }

    /**
     * The size of the buckets of a little-endian payload.
     *
     * @throws MalformedPayloadException unless it is an allowed one that makes the payload as long as it is
     */
    int size(ByteBuffer payload, int parameterCount, long tail) {
        int size = payload.getInt(0);
        if (size < 1
                || bucket != 0 && size != bucket
                || length(Buckets.number(parameterCount, size), tail) != payload.limit()) {
            throw new MalformedPayloadException(
                    ProblemCode.MALFORMED_FRAME,
                    0,
                    "bucket size must agree with the payload's length",
                    Integer.toUnsignedString(size));
        }
        return size;
    }

    /** The offset at which the scales of so many buckets end. */
    static int end(int bucketCount) {
        return (int) length(bucketCount, 0);
    }

    /**
     * The scales of a payload whose length {@link #size} found good.
     *
     * @throws MalformedPayloadException for one below 0
     */
    static float[] scales(ByteBuffer payload, int bucketCount) {
        return scales(payload, HEAD, bucketCount);
    }

    /**
     * The scales of so many buckets, from {@code at} in a payload that has them; they may yet be infinite or NaN.
     *
     * @throws MalformedPayloadException for one below 0
     */
    static float[] scales(ByteBuffer payload, int at, int bucketCount) {
        float[] scales = new float[bucketCount];
        ByteBuffer bytes = payload.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(at).asFloatBuffer().get(scales);
        for (int k = 0; k < scales.length; k++) {
            if (scales[k] < 0) {
                throw fault(ProblemCode.MALFORMED_FRAME, at, k, scales[k]);
            }
        }
        return scales;
    }

    /** The exception for a scale that breaks a rule. */
    static MalformedPayloadException fault(ProblemCode code, int scalesAt, int bucket, float scale) {
        return new MalformedPayloadException(
                code,
                scalesAt + (long) Float.BYTES * bucket,
                "scale " + bucket + " must be >= 0, and finite times the largest level",
                Float.toString(scale));
    }

    /** @throws MalformedPayloadException for a scale that is not finite times the largest level */
    static void checkFinite(float[] scales, int largest) {
        for (int k = 0; k < scales.length; k++) {
            if (!Float.isFinite(scales[k] * largest)) {
                throw fault(ProblemCode.NOT_FINITE, HEAD, k, scales[k]);
            }
        }
    }

    private static long length(long bucketCount, long tail) {
        return Math.addExact(Math.addExact(HEAD, Math.multiplyExact(bucketCount, (long) Float.BYTES)), tail);
    }
}
