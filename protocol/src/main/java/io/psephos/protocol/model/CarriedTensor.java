package io.psephos.protocol.model;

import io.psephos.protocol.TensorShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor of integers or truth values beside a model's parameters, such as the {@code num_batches_tracked} of batch
 * normalization: kept as it is, never trained or averaged. Immutable.
 */
public final class CarriedTensor {
    private final TensorShape tensor;
    private final TensorType type;
    private final byte[] data;

    /** @param data as many bytes as type and shape say; not to be modified */
    CarriedTensor(TensorShape tensor, TensorType type, byte[] data) {
        this.tensor = tensor;
        this.type = type;
        this.data = data;
    }

    /** Its name in the file. */
    public String name() {
        return tensor.name();
    }

    /** The number format as safetensors calls it: {@code BOOL}, or {@code I} or {@code U} with 8, 16, 32 or 64. */
    public String type() {
        return type.name();
    }

    /** The dimensions, slowest first; empty for a scalar. */
    public List<Integer> shape() {
        return tensor.shape();
    }

    /** The bytes as they stand in the file: row-major, little-endian, read-only. */
    public ByteBuffer data() {
        return ByteBuffer.wrap(data).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The values, row-major: truth values as 0 and 1, what of {@code U64} exceeds a long as a negative number. */
    public long[] values() {
        ByteBuffer buffer = data();
        int size = type.bits() / Byte.SIZE;
        long[] values = new long[data.length / size];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(buffer, i * size);
        }
        return values;
    }

    private long value(ByteBuffer buffer, int at) {
        return switch (type) {
            case I8 -> buffer.get(at);
            case I16 -> buffer.getShort(at);
            case U16 -> Short.toUnsignedLong(buffer.getShort(at));
            case I32 -> buffer.getInt(at);
            case U32 -> Integer.toUnsignedLong(buffer.getInt(at));
            case I64, U64 -> buffer.getLong(at);
            default -> Byte.toUnsignedLong(buffer.get(at));
        };
    }

    TensorType kind() {
        return type;
    }

    byte[] bytes() {
        return data;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CarriedTensor
                && tensor.equals(((CarriedTensor) other).tensor)
                && type == ((CarriedTensor) other).type
                && Arrays.equals(data, ((CarriedTensor) other).data);
    }

    @Override
    public int hashCode() {
        return 31 * tensor.hashCode() + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "CarriedTensor[" + tensor + ", " + type + "]";
    }
}
