package io.psephos.protocol.frame;

import io.psephos.protocol.ProblemCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** Writer and reader of frames around payloads; nothing of a payload's size is ever allocated here. */
public final class UpdateFrame {
    private static final int CHECKED_HEADER = 40;

    private UpdateFrame() {}

    /**
     * The values that an assignment allows in a frame.
     *
     * @param scheme the scheme byte of its codec
     * @param baseVersion the model version that was offered
     * @param parameterCount d
     * @param minPayload smallest payload of the codec for d parameters, in bytes
     * @param maxPayload largest payload of the codec for d parameters, in bytes
     * @param maxExamples largest example count
     */
    public record Expected(
            int scheme, long baseVersion, long parameterCount, long minPayload, long maxPayload, long maxExamples) {}

    /**
     * A frame around the payload.
     *
     * @param payload from position to limit; left as it was
     */
    public static byte[] wrap(FrameHeader header, ByteBuffer payload) {
        byte[] frame = new byte[Math.addExact(FrameHeader.BYTES, payload.remaining())];
        payload.get(payload.position(), frame, FrameHeader.BYTES, payload.remaining());
        return complete(header, frame);
    }

    /**
     * A frame whose payload stands in its place already.
     *
     * @param bytes room for the header, then the payload
     * @return the same array, with its header
     */
    public static byte[] complete(FrameHeader header, byte[] bytes) {
        ByteBuffer frame = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(FrameHeader.MAGIC)
                .put((byte) FrameHeader.VERSION)
                .put((byte) header.scheme())
                .putShort((short) 0)
                .putLong(header.baseVersion())
                .putLong(header.parameterCount())
                .putLong(header.exampleCount())
                .putLong(bytes.length - FrameHeader.BYTES)
                .putInt(0)
                .putInt(0);
        frame.putInt(CHECKED_HEADER, checksum(frame));
        return bytes;
    }

    /**
     * The payload of the frame, a view on its bytes, after every check that needs no look into the payload.
     *
     * @throws MalformedFrameException with the first fault in the order of the protocol
     */
    public static ByteBuffer payload(byte[] bytes, Expected expected) {
        return checked(bytes, expected).position(FrameHeader.BYTES).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The header's fields.
     *
     * @throws MalformedFrameException when the bytes are too short for a header or do not begin like one
     */
    public static FrameHeader header(byte[] bytes) {
        ByteBuffer frame = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        checkPrefix(frame);
        return new FrameHeader(frame.get(5) & 0xff, frame.getLong(8), frame.getLong(16), frame.getLong(24));
    }

    private static ByteBuffer checked(byte[] bytes, Expected expected) {
        ByteBuffer frame = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        checkPrefix(frame);
        int scheme = frame.get(5) & 0xff;
        if (scheme != expected.scheme()) {
            throw fault(ProblemCode.WRONG_SCHEME, 5, "scheme must be " + expected.scheme(), scheme);
        }
        checkLengths(frame, expected);
        int checksum = frame.getInt(CHECKED_HEADER);
        if (checksum != checksum(frame)) {
            throw fault(
                    ProblemCode.BAD_CHECKSUM,
                    CHECKED_HEADER,
                    "checksum must be that of the bytes",
                    Integer.toUnsignedLong(checksum));
        }
        long base = frame.getLong(8);
        if (base != expected.baseVersion()) {
            throw fault(ProblemCode.WRONG_BASE, 8, "base version must be " + expected.baseVersion(), base);
        }
        long examples = frame.getLong(24);
        if (examples < 0 || examples > expected.maxExamples()) {
            throw fault(
                    ProblemCode.EXAMPLES_OUT_OF_RANGE,
                    24,
                    "example count must be 0 to " + expected.maxExamples(),
                    examples);
        }
        return frame;
    }

    private static void checkPrefix(ByteBuffer frame) {
        if (frame.limit() < FrameHeader.BYTES) {
            throw fault(ProblemCode.MALFORMED_FRAME, frame.limit(), "a frame has at least 48 bytes", frame.limit());
        }
        if (frame.getInt(0) != FrameHeader.MAGIC) {
            throw fault(ProblemCode.MALFORMED_FRAME, 0, "a frame begins with PSPH", frame.getInt(0));
        }
        if (frame.get(4) != FrameHeader.VERSION) {
            throw fault(ProblemCode.UNSUPPORTED_VERSION, 4, "frame version must be 1", frame.get(4) & 0xff);
        }
        if (frame.getShort(6) != 0) {
            throw fault(ProblemCode.MALFORMED_FRAME, 6, "flags must be 0", frame.getShort(6) & 0xffff);
        }
        if (frame.getInt(44) != 0) {
            throw fault(ProblemCode.MALFORMED_FRAME, 44, "reserved bytes must be 0", frame.getInt(44));
        }
    }

    private static void checkLengths(ByteBuffer frame, Expected expected) {
        long parameterCount = frame.getLong(16);
        if (parameterCount != expected.parameterCount()) {
            throw fault(
                    ProblemCode.WRONG_LENGTH,
                    16,
                    "parameter count must be " + expected.parameterCount(),
                    parameterCount);
        }
        long length = frame.getLong(32);
        if (length != frame.limit() - (long) FrameHeader.BYTES) {
            throw fault(
                    ProblemCode.WRONG_LENGTH,
                    32,
                    "payload length must be the " + (frame.limit() - FrameHeader.BYTES) + " bytes that follow",
                    length);
        }
        if (length < expected.minPayload() || length > expected.maxPayload()) {
            throw fault(
                    ProblemCode.WRONG_LENGTH,
                    32,
                    "payload length must be " + expected.minPayload() + " to " + expected.maxPayload(),
                    length);
        }
    }

    private static int checksum(ByteBuffer frame) {
        CRC32C crc = new CRC32C();
        crc.update(frame.array(), 0, CHECKED_HEADER);
        crc.update(frame.array(), FrameHeader.BYTES, frame.limit() - FrameHeader.BYTES);
        return (int) crc.getValue();
    }

    private static MalformedFrameException fault(ProblemCode code, long offset, String reason, long value) {
        return new MalformedFrameException(code, offset, reason, Long.toString(value));
    }
}
