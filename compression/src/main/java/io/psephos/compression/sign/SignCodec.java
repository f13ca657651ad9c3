package io.psephos.compression.sign;

import io.psephos.compression.Codec;
import io.psephos.compression.Payload;
import io.psephos.compression.Signs;
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
        ByteBuffer bytes =
                ByteBuffer.allocate((int) SignVotes.bytes(signs.count())).order(ByteOrder.LITTLE_ENDIAN);
        SignVotes.write(signs, bytes);
        return bytes.flip();
    }

    @Override
    public Payload decode(ByteBuffer bytes, int parameterCount) {
        lengthOf(parameterCount).check(bytes);
        return SignVotes.read(bytes.slice().order(ByteOrder.LITTLE_ENDIAN), 0, parameterCount);
    }

    @Override
    public PayloadLength lengthOf(long parameterCount) {
        return PayloadLength.exactly(SignVotes.bytes(parameterCount));
    }
}
