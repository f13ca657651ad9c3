package io.psephos.compression.builtin;

import io.psephos.compression.Codec;
import io.psephos.compression.Payload;
import java.nio.ByteBuffer;

/** A codec that refuses payloads longer than a job's own can be, so that nobody makes the server work for more. */
record BoundedCodec(Codec codec, long most) implements Codec {

    @Override
    public ByteBuffer encode(Payload payload) {
        return codec.encode(payload);
    }

    @Override
    public ByteBuffer encode(Payload payload, int room) {
        return codec.encode(payload, room);
    }

    @Override
    public Payload decode(ByteBuffer bytes, int parameterCount) {
        lengthOf(parameterCount).check(bytes);
        return codec.decode(bytes, parameterCount);
    }

    @Override
    public PayloadLength lengthOf(long parameterCount) {
        PayloadLength any = codec.lengthOf(parameterCount);
        return new PayloadLength(Math.min(any.min(), most), Math.min(any.max(), most));
    }
}
