package io.psephos.compression.dense;

import io.psephos.compression.Codec;
import io.psephos.compression.Dense;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.OutOfRangeException;
import io.psephos.compression.Payload;
import io.psephos.protocol.ProblemCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Byte layout: d × IEEE-754 half, little-endian; rounded to the nearest, of two to the even one. */
public final class Float16Codec implements Codec {

    /** @throws OutOfRangeException for a coordinate that no finite half is next to */
    @Override
    public ByteBuffer encode(Payload payload) {
        if (!(payload instanceof Dense dense)) {
            throw new IllegalArgumentException(
                    "float16 encodes dense updates, was " + payload.getClass().getSimpleName());
        }
        float[] values = dense.values();
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Short.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i++) {
            if (Half.overflows(values[i])) {
                throw new OutOfRangeException(i, values[i], Half.MAX);
            }
            bytes.putShort(Half.of(values[i]));
        }
        return bytes.flip();
    }

    @Override
    public Payload decode(ByteBuffer bytes, int parameterCount) {
        lengthOf(parameterCount).check(bytes);
        ByteBuffer halves = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[parameterCount];
        for (int i = 0; i < values.length; i++) {
            values[i] = finite(i, Half.toFloat(halves.getShort(i * Short.BYTES)));
        }
        return new Dense(values);
    }

    @Override
    public PayloadLength lengthOf(long parameterCount) {
        return PayloadLength.exactly(Math.multiplyExact(parameterCount, (long) Short.BYTES));
    }

    private static float finite(int i, float value) {
        if (!Float.isFinite(value)) {
            throw new MalformedPayloadException(
                    ProblemCode.NOT_FINITE,
                    (long) i * Short.BYTES,
                    "coordinate " + i + " must be finite",
                    Float.toString(value));
        }
        return value;
    }
}
