package io.psephos.compression.lowrank;

import io.psephos.compression.Codec;
import io.psephos.compression.Finite;
import io.psephos.compression.LowRank;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.Payload;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.ProblemCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Byte layout: u32 number of tensors; each tensor's u32 rank r, 0 for a tensor as it is; then tensor after tensor its f32
 * values, or P (rows × r) and Q (columns × r), row-major, where rows are the first dimension and columns the product of
 * the others. The product of r and the largest magnitudes in P and Q is at most 2¹²⁷. All little-endian.
 */
public final class LowRankCodec implements Codec {
    private static final int HEAD = Integer.BYTES;

    private final @Nullable List<Matrix> matrices;

    /** A codec of a single tensor of one dimension. */
    public LowRankCodec() {
        this.matrices = null;
    }

    /** A codec of the tensors of the layout. */
    public LowRankCodec(ParameterLayout layout) {
        this.matrices = layout.tensors().stream().map(Matrix::of).toList();
    }

    @Override
    public ByteBuffer encode(Payload payload) {
        if (!(payload instanceof LowRank lowRank)) {
            throw new IllegalArgumentException("power-sgd encodes low-rank updates, was "
                    + payload.getClass().getSimpleName());
        }
        List<LowRank.Tensor> tensors = lowRank.tensors();
        long length = HEAD + (long) Integer.BYTES * tensors.size();
        for (LowRank.Tensor tensor : tensors) {
            length += (long) Float.BYTES * numbers(tensor);
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(length)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(tensors.size());
        for (LowRank.Tensor tensor : tensors) {
            bytes.putInt(tensor instanceof LowRank.Factors factors ? factors.rank() : 0);
        }
        for (LowRank.Tensor tensor : tensors) {
            if (tensor instanceof LowRank.Factors factors) {
                put(bytes, factors.p());
                put(bytes, transposed(factors.q(), factors.rank(), factors.columns()));
            } else if (tensor instanceof LowRank.Whole whole) {
                put(bytes, whole.values());
            }
        }
        return bytes.flip();
    }

    @Override
    public Payload decode(ByteBuffer bytes, int parameterCount) {
        lengthOf(parameterCount).check(bytes);
        ByteBuffer payload = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        List<Matrix> shapes = shapes(parameterCount);
        if (payload.getInt() != shapes.size()) {
            throw fault(0, "number of tensors must be " + shapes.size(), payload.getInt(0));
        }
        int[] ranks = ranks(payload, shapes);
        List<LowRank.Tensor> tensors = new ArrayList<>();
        for (int t = 0; t < ranks.length; t++) {
            tensors.add(ranks[t] == 0 ? whole(payload, shapes.get(t)) : factors(payload, shapes.get(t), ranks[t]));
        }
        return new LowRank(tensors);
    }

    /** The range from the shorter to the longer form of each tensor. */
    @Override
    public PayloadLength lengthOf(long parameterCount) {
        if (matrices == null) {
            long least = HEAD + Integer.BYTES + Math.multiplyExact(parameterCount, Float.BYTES);
            return new PayloadLength(least, Math.addExact(least, Float.BYTES));
        }
        long least = HEAD + (long) Integer.BYTES * matrices.size();
        long most = least;
        for (Matrix matrix : matrices) {
            long side = (long) matrix.rows() + matrix.columns();
            least += Float.BYTES * Math.min(matrix.count(), side);
            most += Float.BYTES * Math.max(matrix.count(), side * Math.min(matrix.rows(), matrix.columns()));
        }
        return new PayloadLength(least, most);
    }

    private List<Matrix> shapes(int parameterCount) {
        return matrices == null ? List.of(new Matrix(parameterCount, 1)) : matrices;
    }

    private static int[] ranks(ByteBuffer payload, List<Matrix> shapes) {
        int[] ranks = new int[shapes.size()];
        long numbers = 0;
        for (int t = 0; t < ranks.length; t++) {
            Matrix shape = shapes.get(t);
            ranks[t] = payload.getInt();
            if (ranks[t] < 0 || ranks[t] > Math.min(shape.rows(), shape.columns())) {
                throw fault(
                        payload.position() - Integer.BYTES,
                        "rank of tensor " + t + " must be 0 to " + Math.min(shape.rows(), shape.columns()),
                        ranks[t]);
            }
            numbers += ranks[t] == 0 ? shape.count() : ranks[t] * ((long) shape.rows() + shape.columns());
        }
        if (numbers * Float.BYTES != payload.remaining()) {
            throw fault(HEAD, "ranks must agree with the payload's length", payload.limit());
        }
        return ranks;
    }

    private static LowRank.Tensor whole(ByteBuffer payload, Matrix shape) {
        return new LowRank.Whole(floats(payload, shape.count()));
    }

    private static LowRank.Tensor factors(ByteBuffer payload, Matrix shape, int rank) {
        int at = payload.position();
        float[] p = floats(payload, shape.rows() * rank);
        float[] q = transposed(floats(payload, shape.columns() * rank), shape.columns(), rank);
        if (!LowRank.isBounded(rank, p, q)) {
            throw new MalformedPayloadException(
                    ProblemCode.NOT_FINITE,
                    at,
                    "rank × max|P| × max|Q| must be at most 2^127",
                    "more than that with a rank of " + rank);
        }
        return new LowRank.Factors(shape.rows(), shape.columns(), rank, p, q);
    }

    private static float[] floats(ByteBuffer payload, int count) {
        int at = payload.position();
        float[] values = new float[count];
        payload.asFloatBuffer().get(values);
        int violation = Finite.firstViolation(values);
        if (violation >= 0) {
            throw new MalformedPayloadException(
                    ProblemCode.NOT_FINITE,
                    at + (long) violation * Float.BYTES,
                    "number must be finite",
                    Float.toString(values[violation]));
        }
        payload.position(at + count * Float.BYTES);
        return values;
    }

    private static void put(ByteBuffer bytes, float[] values) {
        bytes.asFloatBuffer().put(values);
        bytes.position(bytes.position() + values.length * Float.BYTES);
    }

    private static long numbers(LowRank.Tensor tensor) {
        return tensor instanceof LowRank.Factors factors
                ? (long) factors.p().length + factors.q().length
                : tensor.count();
    }

    private static float[] transposed(float[] values, int rows, int columns) {
        float[] transposed = new float[values.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                transposed[j * rows + i] = values[i * columns + j];
            }
        }
        return transposed;
    }

    private static MalformedPayloadException fault(int offset, String reason, int value) {
        return new MalformedPayloadException(
                ProblemCode.MALFORMED_FRAME, offset, reason, Integer.toUnsignedString(value));
    }
}
