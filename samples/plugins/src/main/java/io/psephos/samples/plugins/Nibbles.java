package io.psephos.samples.plugins;

import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorExtension;
import io.psephos.compression.CustomPayload;
import io.psephos.compression.Norm;
import io.psephos.compression.Payload;
import io.psephos.protocol.Choice;
import io.psephos.protocol.CodecKind;
import io.psephos.protocol.ParameterLayout;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;

/** A compressor that rounds to fifteen levels, four bits a coordinate, with its codec. */
public final class Nibbles implements CompressorExtension, Codec {
    @Override
    public String name() {
        return "x-nibbles";
    }

    @Override
    public Compressor compressor(Choice<CodecKind> choice, ParameterLayout layout, LongSupplier seeds) {
        return update -> {
            float largest = (float) Norm.MAX.of(update, 0, update.length);
            byte[] levels = new byte[update.length];
            for (int i = 0; i < levels.length; i++) {
                levels[i] = (byte) (largest == 0 ? 0 : Math.round(7 * update[i] / largest));
            }
            return new Levels(largest / 7, levels);
        };
    }

    @Override
    public Codec codec(Choice<CodecKind> choice, ParameterLayout layout) {
        return this;
    }

    @Override
    public ByteBuffer encode(Payload payload) {
        Levels levels = (Levels) payload;
        ByteBuffer bytes =
                ByteBuffer.allocate(Float.BYTES + (levels.count() + 1) / 2).putFloat(levels.step);
        for (int i = 0; i < levels.count(); i += 2) {
            int next = i + 1 < levels.count() ? levels.values[i + 1] : 0;
            bytes.put((byte) (levels.values[i] + 8 << 4 | next + 8));
        }
        return bytes.flip();
    }

    @Override
    public Payload decode(ByteBuffer bytes, int parameterCount) {
        float step = bytes.order(java.nio.ByteOrder.BIG_ENDIAN).getFloat();
        byte[] levels = new byte[parameterCount];
        for (int i = 0; i < levels.length; i++) {
            int two = bytes.get(bytes.position() + i / 2) & 0xff;
            levels[i] = (byte) ((i % 2 == 0 ? two >> 4 : two & 15) - 8);
        }
        return new Levels(step, levels);
    }

    @Override
    public PayloadLength lengthOf(long parameterCount) {
        return PayloadLength.exactly(Float.BYTES + (parameterCount + 1) / 2);
    }

    private record Levels(float step, byte[] values) implements CustomPayload {
        @Override
        public int count() {
            return values.length;
        }

        @Override
        public void addTo(float[] accumulator, float weight) {
            for (int i = 0; i < values.length; i++) {
                accumulator[i] += weight * (step * values[i]);
            }
        }
    }
}
