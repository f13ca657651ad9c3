package io.psephos.compression.lowrank;

import io.psephos.compression.CompressorWithMemory;
import io.psephos.compression.Finite;
import io.psephos.compression.LowRank;
import io.psephos.compression.OutOfRangeException;
import io.psephos.compression.bits.SplitMix64;
import io.psephos.protocol.ParameterLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * PowerSGD (Vogels, Karimireddy and Jaggi, 2019): a tensor M of two dimensions or more, as a matrix of its first
 * dimension by the others, travels as P·Qᵀ of rank r after one power iteration, P = orthonormal(M·Q), Q = Mᵀ·P, that
 * starts from the Q of the update before. Tensors that two factors would not make shorter, and small ones, travel as they
 * are. Biased, so M is the update and what earlier payloads left out.
 *
 * <p>The memory between updates is one vector: the d coordinates that were left out, then Qᵀ (r × columns) of each tensor
 * that travels in factors, in layout order. A column of Q that became zero starts anew at random.
 */
public final class PowerSgd implements CompressorWithMemory {
    /** Largest coordinate of a tensor in factors: so that no coordinate of a product overflows. */
    public static final float LARGEST = 0x1p90f;

    private final List<Matrix> matrices;
    private final int[] ranks;
    private final LongSupplier seeds;
    private final int count;
    private final int memoryLength;

    /**
     * @param rank r of tensors in factors, at least 1; at most the smaller dimension is used
     * @param dense tensors of fewer coordinates travel as they are
     * @param seeds one is drawn for each update, for columns that start at random
     * @throws IllegalArgumentException for another rank, or a negative {@code dense}
     */
    public PowerSgd(ParameterLayout layout, int rank, int dense, LongSupplier seeds) {
        if (rank < 1) {
            throw new IllegalArgumentException("rank must be >= 1, was " + rank);
        }
        if (dense < 0) {
            throw new IllegalArgumentException("dense must be >= 0, was " + dense);
        }
        this.matrices = layout.tensors().stream().map(Matrix::of).toList();
        this.ranks = matrices.stream()
                .mapToInt(matrix -> matrix.count() < dense ? 0 : matrix.rank(rank))
                .toArray();
        this.seeds = seeds;
        this.count = layout.parameterCount();
        int length = count;
        for (int t = 0; t < ranks.length; t++) {
            length = Math.addExact(length, ranks[t] * matrices.get(t).columns());
        }
        this.memoryLength = length;
    }

    /**
     * The payload of update and memory, and the memory of the next update.
     *
     * @param memory what the update before gave; null for none; left as it was
     * @throws io.psephos.compression.NotFiniteException for NaN or an infinity in the sum, before any state has changed
     * @throws OutOfRangeException for a coordinate above {@link #LARGEST} of a tensor in factors, likewise
     * @throws IllegalArgumentException for an update or a memory of another length than the layout's
     */
    @Override
    public Compressed compress(float[] update, float @Nullable [] memory) {
        float[] next = sum(update, memory);
        SplitMix64 random = new SplitMix64(seeds.getAsLong());
        List<LowRank.Tensor> tensors = new ArrayList<>();
        int from = 0;
        int start = count;
        for (int t = 0; t < ranks.length; t++) {
            Matrix matrix = matrices.get(t);
            if (ranks[t] == 0) {
                tensors.add(new LowRank.Whole(Arrays.copyOfRange(next, from, from + matrix.count())));
            } else {
                int length = ranks[t] * matrix.columns();
                float[] q = Arrays.copyOfRange(next, start, start + length);
                LowRank.Factors factors = PowerIteration.step(next, from, matrix, ranks[t], q, random);
                tensors.add(factors);
                System.arraycopy(factors.q(), 0, next, start, length);
                start += length;
            }
            from += matrix.count();
        }
        LowRank payload = new LowRank(tensors);
        payload.addTo(next, -1f);
        return new Compressed(payload, next);
    }

    /** Update plus residual, followed by the rest of the memory. */
    private float[] sum(float[] update, float @Nullable [] memory) {
        if (update.length != count) {
            throw new IllegalArgumentException("update must have " + count + " coordinates, had " + update.length);
        }
        if (memory != null && memory.length != memoryLength) {
            throw new IllegalArgumentException("memory must have " + memoryLength + " numbers, had " + memory.length);
        }
        float[] sum = memory == null ? new float[memoryLength] : memory.clone();
        for (int i = 0; i < count; i++) {
            sum[i] += update[i];
        }
        Finite.check(sum);
        for (int t = 0, from = 0; t < ranks.length; from += matrices.get(t++).count()) {
            int to = ranks[t] == 0 ? from : from + matrices.get(t).count();
            for (int i = from; i < to; i++) {
                if (Math.abs(sum[i]) > LARGEST) {
                    throw new OutOfRangeException(i, sum[i], LARGEST);
                }
            }
        }
        return sum;
    }
}
