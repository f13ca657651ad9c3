package io.psephos.compression.entropy;

import io.psephos.compression.Codec;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.Payload;
import io.psephos.protocol.ProblemCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/**
 * Byte layout: u8 frame of the payload inside; u8 method, 0 for stored and 1 for one zstd frame that states its content
 * size; u16 0; u32 0; u64 length of the payload inside; its bytes by that method. All little-endian. The shorter method
 * is written, stored where equal; nothing is unpacked beyond the length, which must be one of the payload inside.
 */
public final class PackedCodec implements Codec {
    private static final int LENGTH_AT = 8;
    private static final int HEAD = 16;
    private static final int STORED = 0;
    private static final int ZSTD = 1;

    private final Map<Integer, Codec> inside;
    private final ToIntFunction<Payload> frames;

    /** A codec of packed payloads of one scheme, which refuses all others. */
    public PackedCodec(int frame, Codec inside) {
        this(Map.of(frame, inside), payload -> frame);
    }

    /**
     * A codec of packed payloads of several schemes, all of which it reads.
     *
     * @param inside codecs by frame, from 0 to 255
     * @param frames the frame that a payload is to be written as
     */
    public PackedCodec(Map<Integer, Codec> inside, ToIntFunction<Payload> frames) {
        this.inside = Map.copyOf(inside);
        this.frames = frames;
    }

    /** Whether zstd is on the class path; without it nothing is packed, and what is packed is refused. */
    public static boolean isAvailable() {
        return Zstd.isPresent();
    }

    @Override
    public ByteBuffer encode(Payload payload) {
        int frame = frames.applyAsInt(payload);
        Codec codec = inside.get(frame);
        if (codec == null) {
            throw new IllegalArgumentException("frame must be one of " + new TreeSet<>(inside.keySet()) + ", was "
                    + frame + " for " + payload.getClass().getSimpleName());
        }
        ByteBuffer buffer = codec.encode(payload);
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        byte[] packed = isAvailable() ? Zstd.pack(bytes) : bytes;
        boolean pays = packed.length < bytes.length;
        byte[] written = pays ? packed : bytes;
        ByteBuffer whole =
                ByteBuffer.allocate(Math.addExact(HEAD, written.length)).order(ByteOrder.LITTLE_ENDIAN);
        return whole.put((byte) frame)
                .put((byte) (pays ? ZSTD : STORED))
                .putShort((short) 0)
                .putInt(0)
                .putLong(bytes.length)
                .put(written)
                .flip();
    }

    @Override
    public Payload decode(ByteBuffer bytes, int parameterCount) {
        lengthOf(parameterCount).check(bytes);
        ByteBuffer payload = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        int frame = payload.get() & 0xff;
        int method = payload.get() & 0xff;
        Codec codec = inside.get(frame);
        if (codec == null) {
            throw fault(0, "frame inside must be one of " + new TreeSet<>(inside.keySet()), frame);
        }
        if (method > ZSTD || payload.getShort() != 0 || payload.getInt() != 0) {
            throw fault(1, "method must be 0 or 1, followed by zeros", method);
        }
        int length = length(payload.getLong(), codec.lengthOf(parameterCount));
        if (method == STORED && length != payload.remaining()) {
            throw fault(LENGTH_AT, "length must be that of the bytes stored", length);
        }
        ByteBuffer unpacked = method == STORED ? payload.slice() : unpack(payload, length);
        try {
            return codec.decode(unpacked, parameterCount);
        } catch (MalformedPayloadException fault) {
            throw new MalformedPayloadException(
                    fault.code(),
                    HEAD + (method == STORED ? fault.offset() : 0),
                    "inside, at byte " + fault.offset() + ": " + fault.getMessage(),
                    fault.value());
        }
    }

    /** The range from a single byte inside to the longest payload, stored. */
    @Override
    public PayloadLength lengthOf(long parameterCount) {
        long most = 1;
        for (Codec codec : inside.values()) {
            most = Math.max(most, codec.lengthOf(parameterCount).max());
        }
        return new PayloadLength(HEAD + 1, Math.addExact(HEAD, most));
    }

    private static int length(long length, PayloadLength allowed) {
        if (length < allowed.min() || length > Math.min(allowed.max(), Integer.MAX_VALUE - 8)) {
            throw new MalformedPayloadException(
                    ProblemCode.WRONG_LENGTH,
                    LENGTH_AT,
                    "payload inside must have " + allowed.min() + " to " + allowed.max() + " bytes",
                    Long.toUnsignedString(length));
        }
        return (int) length;
    }

    private static ByteBuffer unpack(ByteBuffer payload, int length) {
        if (!isAvailable()) {
            throw fault(1, "zstd is not known here, so the method must be 0", ZSTD);
        }
        byte[] packed = new byte[payload.remaining()];
        payload.get(packed);
        try {
            if (Zstd.contentSize(packed) == length) {
                byte[] bytes = new byte[length];
                if (Zstd.unpack(packed, bytes) == length) {
                    return ByteBuffer.wrap(bytes);
                }
            }
        } catch (RuntimeException corrupt) {
            throw fault(HEAD, "bytes must be one zstd frame", packed.length);
        }
        throw fault(LENGTH_AT, "length must be what the zstd frame says and holds", length);
    }

    private static MalformedPayloadException fault(int offset, String reason, long value) {
        return new MalformedPayloadException(ProblemCode.MALFORMED_FRAME, offset, reason, Long.toString(value));
    }
}
