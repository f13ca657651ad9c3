package io.psephos.compression.sign;

import io.psephos.compression.Blocks;
import io.psephos.compression.Codec.PayloadLength;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.ProblemCode;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Byte layout of blocks before their votes: u32 number of blocks, then each block's u64 length and f32 scale. */
final class BlockTable {
    private static final int HEAD = Integer.BYTES;
    private static final int ENTRY = Long.BYTES + Float.BYTES;

    private final int @Nullable [] tensors;

    /** @param layout whose tensors the blocks must be; null for any blocks */
    BlockTable(@Nullable ParameterLayout layout) {
        this.tensors = layout == null ? null : Blocks.lengths(layout);
    }

    /** Length of a table and the votes after it. */
    PayloadLength lengthOf(long parameterCount, long voteBytes) {
        return tensors == null
                ? new PayloadLength(length(1, voteBytes), length(parameterCount, voteBytes))
                : PayloadLength.exactly(length(tensors.length, voteBytes));
    }

    static int bytes(Blocks blocks) {
        return Math.toIntExact(length(blocks.lengths().length, 0));
    }

    /** Appends the table to a little-endian buffer. */
    static void write(Blocks blocks, ByteBuffer to) {
        to.putInt(blocks.lengths().length);
        for (int k = 0; k < blocks.lengths().length; k++) {
            to.putLong(blocks.lengths()[k]).putFloat(blocks.scales()[k]);
        }
    }

    /**
     * The offset of the votes in a little-endian payload.
     *
     * @throws MalformedPayloadException when the table is not followed by the votes' bytes, or its lengths are wrong
     */
    int votesAt(ByteBuffer payload, int parameterCount, long voteBytes) {
        long blockCount = Integer.toUnsignedLong(payload.getInt(0));
        if (blockCount > parameterCount || length(blockCount, voteBytes) != payload.limit()) {
            throw fault(0, "number of blocks must agree with the payload's length", blockCount);
        }
        long left = parameterCount;
        for (int k = 0; k < blockCount; k++) {
            long length = payload.getLong(at(k));
            if (tensors != null && length != tensors[k]) {
                throw fault(at(k), "block " + k + " must be the tensor of " + tensors[k], length);
            }
            if (length < 1 || length > left) {
                throw fault(at(k), "block " + k + " must have 1 to " + left + " coordinates", length);
            }
            if (payload.getFloat(at(k) + Long.BYTES) < 0) {
                throw notAScale(ProblemCode.MALFORMED_FRAME, k, payload.getFloat(at(k) + Long.BYTES));
            }
            left -= length;
        }
        if (left != 0) {
            throw fault(0, "blocks must cover " + parameterCount + " coordinates", parameterCount - left);
        }
        return at((int) blockCount);
    }

    /**
     * The blocks of a table that {@link #votesAt} has read.
     *
     * @throws MalformedPayloadException when a scale is not finite
     */
    static Blocks read(ByteBuffer payload, int votesAt) {
        int[] lengths = new int[(votesAt - HEAD) / ENTRY];
        float[] scales = new float[lengths.length];
        for (int k = 0; k < lengths.length; k++) {
            lengths[k] = (int) payload.getLong(at(k));
            scales[k] = payload.getFloat(at(k) + Long.BYTES);
            if (!Float.isFinite(scales[k])) {
                throw notAScale(ProblemCode.NOT_FINITE, k, scales[k]);
            }
        }
        return new Blocks(lengths, scales);
    }

    private static int at(int block) {
        return HEAD + ENTRY * block;
    }

    private static long length(long blockCount, long voteBytes) {
        return Math.addExact(Math.addExact(HEAD, Math.multiplyExact(blockCount, (long) ENTRY)), voteBytes);
    }

    private static MalformedPayloadException notAScale(ProblemCode code, int block, float scale) {
        return new MalformedPayloadException(
                code,
                at(block) + (long) Long.BYTES,
                "scale " + block + " must be finite and >= 0",
                Float.toString(scale));
    }

    private static MalformedPayloadException fault(int offset, String reason, long value) {
        return new MalformedPayloadException(ProblemCode.MALFORMED_FRAME, offset, reason, Long.toString(value));
    }
}
