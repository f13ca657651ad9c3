package io.psephos.compression.sparse;

import io.psephos.compression.Blocks;
import io.psephos.compression.Codec;
import io.psephos.compression.MalformedPayloadException;
import io.psephos.compression.Payload;
import io.psephos.compression.SparseSigns;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.ProblemCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Byte layout: u32 number of tensors; each tensor's f32 scale and u32 bin length L; then bin by bin, tensor after
 * tensor, a minimal unsigned LEB128 count and as many entries. An entry is a byte where L ≤ 64, else a u16: the index
 * within the bin in the lower 6 or 14 bits, above it 01 for a vote of +1 and 10 for −1. Indices ascend. All
 * little-endian.
 */
public final class AdaCompCodec implements Codec {
    private static final int HEAD = Integer.BYTES;
    private static final int TENSOR = Float.BYTES + Integer.BYTES;
    private static final int SHORT_BIN = 64;

    private final int @Nullable [] tensors;
    private final int @Nullable [] bins;

    /** A codec for one tensor of all coordinates, in bins of any length. */
    public AdaCompCodec() {
        this.tensors = null;
        this.bins = null;
    }

    /** A codec for the tensors of the layout, in bins of any length. */
    public AdaCompCodec(ParameterLayout layout) {
        this.tensors = Blocks.lengths(layout);
        this.bins = null;
    }

    /**
     * A codec for the tensors of the layout in the bins alone that {@link AdaComp} makes.
     *
     * @param bins coordinates a bin, 1 to 16384, one number a tensor; those of a smaller tensor are all in one bin
     */
    public AdaCompCodec(ParameterLayout layout, int[] bins) {
        this.tensors = Blocks.lengths(layout);
        this.bins = AdaComp.bins(bins, tensors);
    }

    @Override
    public ByteBuffer encode(Payload payload) {
        if (!(payload instanceof SparseSigns sparse)) {
            throw new IllegalArgumentException(
                    "adacomp encodes sparse signs, was " + payload.getClass().getSimpleName());
        }
        int[] lengths = sparse.blocks().lengths();
        ByteBuffer bytes = ByteBuffer.allocate(bound(sparse)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(lengths.length);
        for (int k = 0; k < lengths.length; k++) {
            bytes.putFloat(sparse.blocks().scales()[k]).putInt(sparse.bins()[k]);
        }
        int at = 0;
        for (int k = 0, from = 0; k < lengths.length; from += lengths[k++]) {
            at = write(sparse.votes(), at, from, from + lengths[k], sparse.bins()[k], bytes);
        }
        return bytes.flip();
    }

    @Override
    public Payload decode(ByteBuffer bytes, int parameterCount) {
        lengthOf(parameterCount).check(bytes);
        ByteBuffer payload = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        int[] lengths = tensors == null ? new int[] {parameterCount} : tensors.clone();
        if (payload.getInt() != lengths.length) {
            throw fault(0, "number of tensors must be " + lengths.length, Integer.toUnsignedLong(payload.getInt(0)));
        }
        int[] read = read(payload, lengths);
        int[] votes = votes(payload, lengths, read);
        return new SparseSigns(new Blocks(lengths, scales(payload, lengths.length)), read, votes);
    }

    /**
     * The range from one empty bin a 16384 coordinates to an entry of two bytes each, and their counts; where bins are
     * known, from bins that are all empty to bins that are all full.
     */
    @Override
    public PayloadLength lengthOf(long parameterCount) {
        if (tensors != null && bins != null) {
            return lengthOf(tensors, bins);
        }
        long least = 0;
        long most = 0;
        if (tensors == null) {
            least = bins(parameterCount, AdaComp.MAX_BIN);
            most = Math.addExact(Math.multiplyExact(2, parameterCount), 2 * bins(parameterCount, SHORT_BIN));
        } else {
            for (int length : tensors) {
                least += bins(length, AdaComp.MAX_BIN);
                most += 2L * length + 2 * bins(length, SHORT_BIN);
            }
        }
        long head = HEAD + (long) TENSOR * (tensors == null ? 1 : tensors.length);
        return new PayloadLength(head + least, Math.addExact(head, most));
    }

    private static PayloadLength lengthOf(int[] tensors, int[] bins) {
        long least = HEAD + (long) TENSOR * tensors.length;
        long most = least;
        for (int k = 0; k < tensors.length; k++) {
            long number = bins(tensors[k], bins[k]);
            int last = (int) (tensors[k] - (number - 1) * bins[k]);
            least += number;
            most += (number - 1) * Leb128.bytes(bins[k]) + Leb128.bytes(last);
            most += (bins[k] <= SHORT_BIN ? 1L : 2L) * tensors[k];
        }
        return new PayloadLength(least, most);
    }

    private static long bins(long length, int bin) {
        return length / bin + (length % bin == 0 ? 0 : 1);
    }

    private static int bound(SparseSigns sparse) {
        long bound = HEAD;
        for (int k = 0; k < sparse.bins().length; k++) {
            bound += TENSOR + 3 * bins(sparse.blocks().lengths()[k], sparse.bins()[k]);
        }
        return Math.toIntExact(bound + 2L * sparse.votes().length);
    }

    /** Appends the bins of a tensor; returns the first vote after it. */
    private static int write(int[] votes, int first, int from, int to, int bin, ByteBuffer bytes) {
        int at = first;
        for (int start = from; start < to; start += Math.min(bin, to - start)) {
            int end = start + Math.min(bin, to - start);
            int begin = at;
            while (at < votes.length && (votes[at] & ~SparseSigns.MINUS) < end) {
                at++;
            }
            Leb128.write(at - begin, bytes);
            for (int k = begin; k < at; k++) {
                int index = (votes[k] & ~SparseSigns.MINUS) - start;
                int sign = votes[k] < 0 ? 2 : 1;
                if (bin <= SHORT_BIN) {
                    bytes.put((byte) (index | sign << 6));
                } else {
                    bytes.putShort((short) (index | sign << 14));
                }
            }
        }
        return at;
    }

    private int[] read(ByteBuffer payload, int[] lengths) {
        int[] read = new int[lengths.length];
        for (int k = 0; k < read.length; k++) {
            float scale = payload.getFloat();
            if (!(scale >= 0) || Float.isInfinite(scale)) {
                throw notAScale(Float.isFinite(scale) ? ProblemCode.MALFORMED_FRAME : ProblemCode.NOT_FINITE, k, scale);
            }
            read[k] = payload.getInt();
            int fewest = bins == null ? 1 : bins[k];
            int most = bins == null ? AdaComp.MAX_BIN : bins[k];
            if (read[k] < fewest || read[k] > most) {
                throw fault(
                        payload.position() - Integer.BYTES,
                        "bin must be " + fewest + " to " + most,
                        Integer.toUnsignedLong(read[k]));
            }
        }
        return read;
    }

    private static float[] scales(ByteBuffer payload, int count) {
        float[] scales = new float[count];
        for (int k = 0; k < count; k++) {
            scales[k] = payload.getFloat(HEAD + TENSOR * k);
        }
        return scales;
    }

    private static int[] votes(ByteBuffer payload, int[] lengths, int[] bins) {
        int[] votes =
                new int[Math.min(payload.remaining(), IntStream.of(lengths).sum())];
        int found = 0;
        for (int k = 0, from = 0; k < lengths.length; from += lengths[k++]) {
            int to = from + lengths[k];
            for (int start = from; start < to; start += Math.min(bins[k], to - start)) {
                found = read(payload, start, Math.min(bins[k], to - start), bins[k] <= SHORT_BIN, votes, found);
            }
        }
        if (payload.hasRemaining()) {
            throw fault(payload.position(), "nothing must follow the last bin", payload.remaining());
        }
        return Arrays.copyOf(votes, found);
    }

    private static int read(ByteBuffer payload, int start, int length, boolean bytes, int[] votes, int found) {
        int at = payload.position();
        long count = Leb128.read(payload, payload.limit());
        if (count > length || count * (bytes ? 1 : 2) > payload.remaining()) {
            throw fault(at, "a bin of " + length + " must have as many votes at most, and their bytes", count);
        }
        int previous = -1;
        for (int k = 0; k < count; k++) {
            int entry = bytes ? payload.get() & 0xff : payload.getShort() & 0xffff;
            int index = entry & (bytes ? 0x3f : 0x3fff);
            int sign = entry >>> (bytes ? 6 : 14);
            if (sign % 3 == 0 || index <= previous || index >= length) {
                throw fault(
                        payload.position() - (bytes ? 1 : 2),
                        "indices must ascend below " + length + " with a vote of 01 or 10",
                        entry);
            }
            votes[found + k] = start + index | (sign == 2 ? SparseSigns.MINUS : 0);
            previous = index;
        }
        return found + (int) count;
    }

    private static MalformedPayloadException notAScale(ProblemCode code, int tensor, float scale) {
        return new MalformedPayloadException(
                code,
                HEAD + (long) TENSOR * tensor,
                "scale " + tensor + " must be finite and >= 0",
                Float.toString(scale));
    }

    private static MalformedPayloadException fault(int offset, String reason, long value) {
        return new MalformedPayloadException(ProblemCode.MALFORMED_FRAME, offset, reason, Long.toString(value));
    }
}
