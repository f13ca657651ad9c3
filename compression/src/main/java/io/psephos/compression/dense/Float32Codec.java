package io.psephos.compression.dense;

import io.psephos.compression.Codec;
import io.psephos.compression.Dense;
import io.psephos.compression.Finite;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.Payload;
import io.psephos.protocol.ProblemCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Byte layout: d × IEEE-754 single, little-endian. */
public final class Float32Codec implements Codec {

    @Override
    public ByteBuffer encode(Payload payload) {
        return encode(payload, 0);
    }

    @Override
    public ByteBuffer encode(Payload payload, int room) {
        if (!(payload instanceof Dense dense)) {
            throw new IllegalArgumentException(
                    "float32 encodes dense updates, was " + payload.getClass().getSimpleName());
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.addExact(room, Math.multiplyExact(dense.count(), Float.BYTES)))
                .order(ByteOrder.LITTLE_ENDIAN)
                .position(room);
        bytes.asFloatBuffer().put(dense.values());
        return bytes;
    }

    @Override
    public Payload decode(ByteBuffer bytes, int parameterCount) {
        lengthOf(parameterCount).check(bytes);
        float[] values = new float[parameterCount];
        bytes.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        int violation = Finite.firstViolation(values);
        if (violation >= 0) {
            throw new MalformedPayloadException(
                    ProblemCode.NOT_FINITE,
                    (long) violation * Float.BYTES,
                    "coordinate " + violation + " must be finite",
                    Float.toString(values[violation]));
        }
        return new Dense(values);
    }

    @Override
    public PayloadLength lengthOf(long parameterCount) {
        return PayloadLength.exactly(Math.multiplyExact(parameterCount, (long) Float.BYTES));
    }
}
