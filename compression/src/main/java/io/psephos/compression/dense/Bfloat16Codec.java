package io.psephos.compression.dense;

import io.psephos.compression.BrainFloats;
import io.psephos.compression.Codec;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.Payload;
import io.psephos.protocol.ProblemCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Byte layout: d × the upper half of an IEEE-754 single, little-endian. */
public final class Bfloat16Codec implements Codec {
    private static final int EXPONENT = 0x7f80;

    @Override
    public ByteBuffer encode(Payload payload) {
        if (!(payload instanceof BrainFloats floats)) {
            throw new IllegalArgumentException(
                    "bfloat16 encodes brain floats, was " + payload.getClass().getSimpleName());
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(floats.count(), Short.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(floats.halves());
        return bytes;
    }

    @Override
    public Payload decode(ByteBuffer bytes, int parameterCount) {
        lengthOf(parameterCount).check(bytes);
        short[] halves = new short[parameterCount];
        bytes.slice().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(halves);
        int largest = 0;
        for (short half : halves) {
            largest = Math.max(largest, half & EXPONENT);
        }
        if (largest == EXPONENT) {
            throw notFinite(halves);
        }
        return new BrainFloats(halves);
    }

    @Override
    public PayloadLength lengthOf(long parameterCount) {
        return PayloadLength.exactly(Math.multiplyExact(parameterCount, (long) Short.BYTES));
    }

    private static MalformedPayloadException notFinite(short[] halves) {
        int i = 0;
        while ((halves[i] & EXPONENT) != EXPONENT) {
            i++;
        }
        return new MalformedPayloadException(
                ProblemCode.NOT_FINITE,
                (long) i * Short.BYTES,
                "coordinate " + i + " must be finite",
                Float.toString(Float.intBitsToFloat(halves[i] << 16)));
    }
}
