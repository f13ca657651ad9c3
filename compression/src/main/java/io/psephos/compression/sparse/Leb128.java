package io.psephos.compression.sparse;

import io.psephos.compression.MalformedPayloadException;
import io.psephos.protocol.ProblemCode;
import java.nio.ByteBuffer;

/** Unsigned LEB128 numbers: seven bits a byte, lowest first, all bytes but the last with the high bit set. */
final class Leb128 {
    /** The least number of two bytes, and what a number must grow by to need one byte more. */
    static final int STEP = 1 << 7;

    /** Longest number that an index of 31 bits needs. */
    private static final int MAX_BYTES = 5;

    private Leb128() {}

    static void write(int number, ByteBuffer to) {
        int rest = number;
        while (rest > 0x7f) {
            to.put((byte) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        to.put((byte) rest);
    }

    static int bytes(int number) {
        return Math.max(1, (38 - Integer.numberOfLeadingZeros(number)) / 7);
    }

    /**
     * The number at the buffer's position, which moves behind it.
     *
     * @param end where its bytes must end at the latest
     * @throws MalformedPayloadException when it is cut short, too long, or not as short as it could be
     */
    static long read(ByteBuffer from, int end) {
        int start = from.position();
        long number = 0;
        for (int k = 0; k < MAX_BYTES && from.position() < end; k++) {
            int next = from.get();
            number |= (next & 0x7fL) << 7 * k;
            if (next == 0 && k > 0) {
                throw fault(start, "a number must have no byte that it does not need", k + 1);
            }
            if (next >= 0) {
                return number;
            }
        }
        throw fault(start, "a number must end within its bytes", from.position() - start);
    }

    private static MalformedPayloadException fault(int offset, String reason, int value) {
        return new MalformedPayloadException(ProblemCode.MALFORMED_FRAME, offset, reason, Integer.toString(value));
    }
}
