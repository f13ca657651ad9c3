package io.psephos.compression.rotated;

import io.psephos.compression.Codec;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.Payload;
import io.psephos.compression.Rotated;
import io.psephos.protocol.ProblemCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Byte layout: u64 seed; u32 block size B, a power of two up to 2²⁰; ⌈d/B⌉ × f32 scale, which must be finite also when
 * times B; ⌈d/B⌉·B bits, 1 for −1, bit i in bit i mod 8 of byte i/8, unused bits 0. All little-endian.
 */
public final class RotatedCodec implements Codec {
    private static final int ORDER_AT = Long.BYTES;
    private static final int HEAD = ORDER_AT + Integer.BYTES;

    private final int fewest;
    private final int most;

    /** A codec for blocks of any size. */
    public RotatedCodec() {
        this(1, Rotated.MAX_ORDER);
    }

    private RotatedCodec(int fewest, int most) {
        this.fewest = fewest;
        this.most = most;
    }

    /** A codec for blocks of the size alone that {@link Eden} takes for so many coordinates. */
    public static RotatedCodec ofEden(int parameterCount) {
        int order = Eden.order(parameterCount, Eden.ORDER);
        return new RotatedCodec(order, order);
    }

    @Override
    public ByteBuffer encode(Payload payload) {
        if (!(payload instanceof Rotated rotated)) {
            throw new IllegalArgumentException(
                    "eden encodes rotated signs, was " + payload.getClass().getSimpleName());
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(length(rotated.count(), rotated.order())))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(rotated.seed()).putInt(rotated.order());
        for (float scale : rotated.scales()) {
            bytes.putFloat(scale);
        }
        long[] minus = rotated.minus();
        int whole = bytes.remaining() >>> 3;
        bytes.slice().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(minus, 0, whole);
        bytes.position(bytes.position() + 8 * whole);
        for (int i = 0; bytes.hasRemaining(); i++) {
            bytes.put((byte) (minus[whole] >>> 8 * i));
        }
        return bytes.flip();
    }

    @Override
    public Payload decode(ByteBuffer bytes, int parameterCount) {
        lengthOf(parameterCount).check(bytes);
        ByteBuffer payload = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        long seed = payload.getLong();
        int order = order(payload.getInt());
        if (length(parameterCount, order) != payload.limit()
                || Rotated.blocks(parameterCount, order) * order > Integer.MAX_VALUE - 63) {
            throw fault(ORDER_AT, "block size must agree with the payload's length", order);
        }
        float[] scales = scales(payload, (int) Rotated.blocks(parameterCount, order), order);
        return new Rotated(parameterCount, seed, order, scales, signs(payload, scales.length * order));
    }

    /**
     * The range from blocks that the coordinates fill to a block of 2²⁰ for the last of them; one length where the size
     * of blocks is known.
     */
    @Override
    public PayloadLength lengthOf(long parameterCount) {
        long shortest = Long.MAX_VALUE;
        long longest = 0;
        for (int order = fewest; order <= most; order *= 2) {
            long length = length(parameterCount, order);
            shortest = Math.min(shortest, length);
            longest = Math.max(longest, length);
        }
        return new PayloadLength(shortest, longest);
    }

    private static long length(long parameterCount, int order) {
        long blocks = Rotated.blocks(parameterCount, order);
        long bits = Math.multiplyExact(blocks, order);
        return Math.addExact(HEAD + Math.multiplyExact(blocks, Float.BYTES), (bits + 7) / 8);
    }

    private int order(int order) {
        if (order < fewest || order > most || Integer.bitCount(order) != 1) {
            throw fault(
                    ORDER_AT,
                    "block size must be a power of two from " + fewest + " to " + most,
                    Integer.toUnsignedLong(order));
        }
        return order;
    }

    private static float[] scales(ByteBuffer payload, int count, int order) {
        float[] scales = new float[count];
        payload.asFloatBuffer().get(scales);
        for (int k = 0; k < count; k++) {
            if (!Rotated.isScale(scales[k], order)) {
                boolean negative = scales[k] < 0 && Float.isFinite(scales[k]);
                throw new MalformedPayloadException(
                        negative ? ProblemCode.MALFORMED_FRAME : ProblemCode.NOT_FINITE,
                        HEAD + (long) Float.BYTES * k,
                        "scale " + k + " must be >= 0 and finite, also times " + order,
                        Float.toString(scales[k]));
            }
        }
        payload.position(HEAD + Float.BYTES * count);
        return scales;
    }

    private static long[] signs(ByteBuffer payload, int count) {
        long[] minus = new long[count + 63 >>> 6];
        int at = payload.position();
        int whole = payload.remaining() >>> 3;
        payload.slice().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(minus, 0, whole);
        for (int i = at + 8 * whole; i < payload.limit(); i++) {
            minus[whole] |= (payload.get(i) & 0xffL) << 8 * (i - at);
        }
        if ((count & 63) != 0 && minus[minus.length - 1] >>> count != 0) {
            throw fault(payload.limit() - 1, "unused bits must be 0", payload.get(payload.limit() - 1) & 0xff);
        }
        return minus;
    }

    private static MalformedPayloadException fault(int offset, String reason, long value) {
        return new MalformedPayloadException(ProblemCode.MALFORMED_FRAME, offset, reason, Long.toString(value));
    }
}
