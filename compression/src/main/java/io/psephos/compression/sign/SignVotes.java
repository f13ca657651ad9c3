package io.psephos.compression.sign;

import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.Signs;
import io.psephos.protocol.ProblemCode;
import java.nio.ByteBuffer;

/** The bytes of signs inside a payload: coordinate i = bit i mod 8 of byte i/8, lowest first; unused bits 0. */
final class SignVotes {
    private SignVotes() {}

    static long bytes(long count) {
        return (count >>> 3) + ((count & 7) == 0 ? 0 : 1);
    }

    /** Appends the votes to a little-endian buffer. */
    static void write(Signs votes, ByteBuffer to) {
        Words.write(votes.words(), (int) bytes(votes.count()), to);
    }

    /**
     * The votes that fill a little-endian payload from {@code at} to its end.
     *
     * @throws MalformedPayloadException when an unused bit is set
     */
    static Signs read(ByteBuffer payload, int at, int count) {
        int used = count & 7;
        int last = payload.get(payload.limit() - 1) & 0xff;
        if (used != 0 && last >>> used != 0) {
            throw new MalformedPayloadException(
                    ProblemCode.MALFORMED_FRAME,
                    payload.limit() - 1L,
                    "bits above coordinate " + (count - 1) + " must be 0",
                    Integer.toString(last));
        }
        return new Signs(count, Words.read(payload, at, count + 63 >>> 6));
    }
}
