package io.psephos.compression;

import io.psephos.protocol.ProblemCode;
import java.nio.ByteBuffer;

/** An encoder of the payloads of one frame scheme to bytes, and the decoder back, without loss. Stateless. */
public interface Codec {

    /** The payload as bytes. */
    ByteBuffer encode(Payload payload);

    /**
     * The payload as bytes at the end of an array that begins with room for a header, so that a large payload need not be
     * copied behind one.
     *
     * @param room bytes before the payload
     * @return from the payload's first byte to its last
     */
    default ByteBuffer encode(Payload payload, int room) {
        ByteBuffer bytes = encode(payload);
        int length = bytes.remaining();
        return ByteBuffer.allocate(Math.addExact(room, length))
                .put(room, bytes, bytes.position(), length)
                .position(room);
    }

    /**
     * The payload that the bytes encode; nothing is allocated before the lengths were checked.
     *
     * @param bytes the payload's bytes from position to limit, little-endian
     * @param parameterCount d
     * @throws MalformedPayloadException with the offset of the first fault
     */
    Payload decode(ByteBuffer bytes, int parameterCount);

    /** The smallest and the largest length of a payload of d parameters, in bytes. */
    PayloadLength lengthOf(long parameterCount);

    /** A range of lengths in bytes, both ends included. */
    record PayloadLength(long min, long max) {

        /** The range of a single length. */
        public static PayloadLength exactly(long bytes) {
            return new PayloadLength(bytes, bytes);
        }

        /** @throws MalformedPayloadException when what remains in the buffer is shorter or longer */
        public void check(ByteBuffer bytes) {
            if (bytes.remaining() < min || bytes.remaining() > max) {
                throw new MalformedPayloadException(
                        ProblemCode.WRONG_LENGTH,
                        Math.min(bytes.remaining(), max),
                        "payload must have " + min + " to " + max + " bytes",
                        Integer.toString(bytes.remaining()));
            }
        }
    }
}
