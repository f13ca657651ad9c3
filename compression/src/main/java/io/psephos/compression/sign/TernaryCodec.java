package io.psephos.compression.sign;

import io.psephos.compression.Codec;
import io.psephos.compression.Payload;
import io.psephos.compression.Ternary;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Byte layout: ⌈d/4⌉ bytes, two bits a coordinate, lowest first; 00 = 0, 01 = +1, 10 = −1; unused pairs 00. */
public final class TernaryCodec implements Codec {

    @Override
    public ByteBuffer encode(Payload payload) {
        if (!(payload instanceof Ternary votes)) {
            throw new IllegalArgumentException(
                    "ternary encodes ternary votes, was " + payload.getClass().getSimpleName());
        }
        ByteBuffer bytes =
                ByteBuffer.allocate((int) TernaryVotes.bytes(votes.count())).order(ByteOrder.LITTLE_ENDIAN);
        TernaryVotes.write(votes, bytes);
        return bytes.flip();
    }

    @Override
    public Payload decode(ByteBuffer bytes, int parameterCount) {
        lengthOf(parameterCount).check(bytes);
        return TernaryVotes.read(bytes.slice().order(ByteOrder.LITTLE_ENDIAN), 0, parameterCount);
    }

    @Override
    public PayloadLength lengthOf(long parameterCount) {
        return PayloadLength.exactly(TernaryVotes.bytes(parameterCount));
    }
}
