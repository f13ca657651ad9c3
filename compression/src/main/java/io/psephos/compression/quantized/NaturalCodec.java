package io.psephos.compression.quantized;

import io.psephos.compression.Codec;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.Payload;
import io.psephos.compression.PowersOfTwo;
import io.psephos.protocol.ProblemCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Byte layout: ⌈d/8⌉ bytes of signs as in {@code sign}, 1 = negative, unused bits 0; then d × u8 exponent e: 0 for zero,
 * whose sign is 0; 1 to 254 for ±2^(e − 127); 255 is refused.
 */
public final class NaturalCodec implements Codec {

    @Override
    public ByteBuffer encode(Payload payload) {
        if (!(payload instanceof PowersOfTwo powers)) {
            throw new IllegalArgumentException(
                    "natural encodes powers of two, was " + payload.getClass().getSimpleName());
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.addExact(powers.signs().length, powers.count()))
                .order(ByteOrder.LITTLE_ENDIAN);
        return bytes.put(powers.signs()).put(powers.exponents()).flip();
    }

    @Override
    public Payload decode(ByteBuffer bytes, int parameterCount) {
        lengthOf(parameterCount).check(bytes);
        byte[] signs = new byte[(int) signBytes(parameterCount)];
        byte[] exponents = new byte[parameterCount];
        bytes.duplicate().get(signs).get(exponents);
        checkSigns(signs, exponents);
        checkFinite(exponents, signs.length);
        return new PowersOfTwo(signs, exponents);
    }

    @Override
    public PayloadLength lengthOf(long parameterCount) {
        return PayloadLength.exactly(Math.addExact(signBytes(parameterCount), parameterCount));
    }

    private static long signBytes(long parameterCount) {
        return (parameterCount >>> 3) + ((parameterCount & 7) == 0 ? 0 : 1);
    }

    private static void checkSigns(byte[] signs, byte[] exponents) {
        for (int b = 0; b < signs.length; b++) {
            int from = b << 3;
            int allowed = 0;
            for (int i = from; i < Math.min(exponents.length, from + Byte.SIZE); i++) {
                allowed |= (exponents[i] == 0 ? 0 : 1) << i - from;
            }
            if ((signs[b] & ~allowed & 0xff) != 0) {
                throw new MalformedPayloadException(
                        ProblemCode.MALFORMED_FRAME,
                        b,
                        "signs of zeros and unused bits must be 0",
                        Integer.toString(signs[b] & 0xff));
            }
        }
    }

    private static void checkFinite(byte[] exponents, int at) {
        int all = 0;
        for (byte exponent : exponents) {
            all |= (exponent & 0xff) + 1;
        }
        if (all < 256) {
            return;
        }
        int i = 0;
        while (exponents[i] != -1) {
            i++;
        }
        throw new MalformedPayloadException(
                ProblemCode.NOT_FINITE, at + (long) i, "exponent " + i + " must be 0 to " + PowersOfTwo.MOST, "255");
    }
}
