package io.psephos.compression.sparse;

import io.psephos.compression.Codec;
import io.psephos.compression.Finite;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.Payload;
import io.psephos.compression.Sparse;
import io.psephos.protocol.ProblemCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Byte layout: u64 k; k minimal unsigned LEB128, the first index and then each index less the one before; k × IEEE-754
 * single. All little-endian.
 */
public final class SparseCodec implements Codec {
    private static final int HEAD = Long.BYTES;

    @Override
    public ByteBuffer encode(Payload payload) {
        if (!(payload instanceof Sparse sparse)) {
            throw new IllegalArgumentException(
                    "sparse encodes sparse updates, was " + payload.getClass().getSimpleName());
        }
        int[] indices = sparse.indices();
        ByteBuffer bytes = ByteBuffer.allocate(length(indices)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(indices.length);
        for (int k = 0; k < indices.length; k++) {
            Leb128.write(step(indices, k), bytes);
        }
        bytes.asFloatBuffer().put(sparse.values());
        return bytes.rewind();
    }

    @Override
    public Payload decode(ByteBuffer bytes, int parameterCount) {
        lengthOf(parameterCount).check(bytes);
        ByteBuffer payload = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        int kept = kept(payload, parameterCount);
        int valuesAt = payload.limit() - kept * Float.BYTES;
        int[] indices = indices(payload.position(HEAD), valuesAt, new int[kept], parameterCount);
        float[] values = new float[kept];
        payload.asFloatBuffer().get(values);
        int violation = Finite.firstViolation(values);
        if (violation >= 0) {
            throw new MalformedPayloadException(
                    ProblemCode.NOT_FINITE,
                    valuesAt + (long) violation * Float.BYTES,
                    "value " + violation + " must be finite",
                    Float.toString(values[violation]));
        }
        return new Sparse(parameterCount, indices, values);
    }

    /**
     * The range from no coordinate to all of them, where each costs one byte and its value; larger steps cost less a
     * coordinate.
     */
    @Override
    public PayloadLength lengthOf(long parameterCount) {
        return new PayloadLength(HEAD, Math.addExact(HEAD, Math.multiplyExact(parameterCount, 1L + Float.BYTES)));
    }

    /**
     * Length of the longest payload with so many of the coordinates: a step of one more byte is at least 128 times as
     * far, and all steps together lead no farther than the last coordinate.
     */
    public static long longest(long kept, long parameterCount) {
        long most = Math.min(kept, parameterCount);
        long bytes = HEAD + most * (1L + Float.BYTES);
        for (long step = Leb128.STEP; step <= parameterCount; step *= Leb128.STEP) {
            bytes += Math.min(most, parameterCount / step);
        }
        return bytes;
    }

    private static int length(int[] indices) {
        long length = HEAD + (long) Float.BYTES * indices.length;
        for (int k = 0; k < indices.length; k++) {
            length += Leb128.bytes(step(indices, k));
        }
        return Math.toIntExact(length);
    }

    private static int step(int[] indices, int k) {
        return k == 0 ? indices[0] : indices[k] - indices[k - 1];
    }

    /** Number of coordinates in the payload, which must have room for them. */
    private static int kept(ByteBuffer payload, int parameterCount) {
        long kept = payload.getLong(0);
        long room = (payload.limit() - HEAD) / (1 + Float.BYTES);
        if (kept < 0 || kept > Math.min(room, parameterCount)) {
            throw fault(0, "k must be 0 to " + Math.min(room, parameterCount), Long.toUnsignedString(kept));
        }
        return (int) kept;
    }

    private static int[] indices(ByteBuffer payload, int end, int[] indices, int parameterCount) {
        long index = 0;
        for (int k = 0; k < indices.length; k++) {
            int at = payload.position();
            long step = Leb128.read(payload, end);
            index += step;
            if (step == 0 && k > 0 || index >= parameterCount) {
                throw fault(at, "indices must ascend below " + parameterCount, Long.toString(index));
            }
            indices[k] = (int) index;
        }
        if (payload.position() != end) {
            throw fault(payload.position(), "values must follow the last index", Integer.toString(end));
        }
        return indices;
    }

    private static MalformedPayloadException fault(int offset, String reason, String value) {
        return new MalformedPayloadException(ProblemCode.MALFORMED_FRAME, offset, reason, value);
    }
}
