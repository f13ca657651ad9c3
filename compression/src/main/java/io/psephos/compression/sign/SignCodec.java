package io.psephos.compression.sign;

import io.psephos.compression.Codec;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.Payload;
import io.psephos.compression.Signs;
import io.psephos.protocol.ProblemCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Byte layout: ⌈d/8⌉ bytes, coordinate i = bit i mod 8 of byte i/8, lowest first; 1 = +1, 0 = −1; unused bits 0. */
public final class SignCodec implements Codec {

    @Override
    public ByteBuffer encode(Payload payload) {
        if (!(payload instanceof Signs signs)) {
            throw new IllegalArgumentException(
                    "sign encodes signs, was " + payload.getClass().getSimpleName());
        }
        long[] words = signs.words();
        ByteBuffer bytes = ByteBuffer.allocate(words.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(words);
        return bytes.limit((int) lengthOf(signs.count()).max());
    }

    @Override
    public Payload decode(ByteBuffer bytes, int parameterCount) {
        lengthOf(parameterCount).check(bytes);
        ByteBuffer votes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        checkUnusedBits(votes, parameterCount);
        long[] words = new long[(parameterCount + 63) >>> 6];
        votes.asLongBuffer().get(words, 0, votes.limit() >>> 3);
        for (int i = votes.limit() & ~7; i < votes.limit(); i++) {
            words[i >>> 3] |= (votes.get(i) & 0xffL) << (i << 3);
        }
        return new Signs(parameterCount, words);
    }

    @Override
    public PayloadLength lengthOf(long parameterCount) {
        return PayloadLength.exactly((parameterCount >>> 3) + ((parameterCount & 7) == 0 ? 0 : 1));
    }

    private static void checkUnusedBits(ByteBuffer votes, int parameterCount) {
        int used = parameterCount & 7;
        if (used == 0) {
            return;
        }
        int last = votes.get(votes.limit() - 1) & 0xff;
        if (last >>> used != 0) {
            throw new MalformedPayloadException(
                    ProblemCode.MALFORMED_FRAME,
                    votes.limit() - 1L,
                    "bits above coordinate " + (parameterCount - 1) + " must be 0",
                    Integer.toString(last));
        }
    }
}
