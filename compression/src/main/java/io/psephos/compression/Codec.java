package io.psephos.compression;

import io.psephos.protocol.ProblemCode;
import java.nio.ByteBuffer;

/** WaitingList payloads of one frame scheme into bytes and back, without loss. Stateless. */
public interface Codec {

    /** Bytes of the payload. */
    ByteBuffer encode(Payload payload);

    /**
     * A valid payload, or an exception; nothing is allocated before the lengths were checked.
     *
     * @param bytes the payload's bytes from position to limit, little-endian
     * @param parameterCount d
     * @throws MalformedPayloadException with the offset of the first fault
     */
    Payload decode(ByteBuffer bytes, int parameterCount);

    /** Smallest and largest length of a payload of d parameters, in bytes. */
    PayloadLength lengthOf(long parameterCount);

    /** A range of lengths in bytes, both ends included. */
    record PayloadLength(long min, long max) {

        /** The one length that is allowed. */
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
