package io.psephos.compression.quantized;

import io.psephos.compression.Buckets;
import io.psephos.compression.Codec;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.Payload;
import io.psephos.compression.ScaledBytes;
import io.psephos.protocol.ProblemCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Byte layout: u32 bucket size n; ⌈d/n⌉ × f32 scale; d × i8 without −128. All little-endian. */
public final class Int8Codec implements Codec {
    private final BucketTable table;

    /** A codec for buckets of any size. */
    public Int8Codec() {
        this.table = new BucketTable(0);
    }

    /** A codec for buckets of this size alone, at least 1. */
    public Int8Codec(int bucket) {
        this.table = new BucketTable(Buckets.checkSize(bucket));
    }

    @Override
    public ByteBuffer encode(Payload payload) {
        if (!(payload instanceof ScaledBytes scaled)) {
            throw new IllegalArgumentException(
                    "int8 encodes bytes with scales, was " + payload.getClass().getSimpleName());
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.addExact(BucketTable.bytes(scaled.buckets()), scaled.count()))
                .order(ByteOrder.LITTLE_ENDIAN);
        BucketTable.write(scaled.buckets(), bytes);
        return bytes.put(scaled.bytes()).flip();
    }

    @Override
    public Payload decode(ByteBuffer bytes, int parameterCount) {
        lengthOf(parameterCount).check(bytes);
        ByteBuffer payload = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        int size = table.size(payload, parameterCount, parameterCount);
        float[] scales = BucketTable.scales(payload, Buckets.number(parameterCount, size));
        byte[] values = new byte[parameterCount];
        payload.position(BucketTable.end(scales.length)).get(values);
        check(values, BucketTable.end(scales.length));
        BucketTable.checkFinite(scales, ScaledBytes.MOST);
        return new ScaledBytes(new Buckets(parameterCount, size, scales), values);
    }

    @Override
    public PayloadLength lengthOf(long parameterCount) {
        return table.lengthOf(parameterCount, parameterCount);
    }

    private static void check(byte[] values, int at) {
        int least = 0;
        for (byte value : values) {
            least = Math.min(least, value);
        }
        if (least >= -ScaledBytes.MOST) {
            return;
        }
        int i = 0;
        while (values[i] >= -ScaledBytes.MOST) {
            i++;
        }
        throw new MalformedPayloadException(
                ProblemCode.MALFORMED_FRAME, at + (long) i, "coordinate " + i + " must be -127 to 127", "-128");
    }
}
