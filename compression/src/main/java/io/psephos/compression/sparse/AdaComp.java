package io.psephos.compression.sparse;

import io.psephos.compression.Blocks;
import io.psephos.compression.CompressorWithMemory;
import io.psephos.compression.Finite;
import io.psephos.compression.SparseSigns;
import io.psephos.protocol.ParameterLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * AdaComp (Chen, Choi, Brand, Agrawal, Zhang and Gopalakrishnan, 2018): of G = residue + u each tensor sends, bin by
 * bin, the coordinates where |G + u| reaches the largest |G| of the bin, as the sign of G times the mean of those maxima
 * over all bins of the tensor. What is not sent, and what the scale misses, is the next residue: G = payload + residue.
 *
 * <p>A bin of zeros sends nothing, and so does a coordinate with G = 0.
 */
public final class AdaComp implements CompressorWithMemory {
    static final int MAX_BIN = 1 << 14;

    private final int[] lengths;
    private final int[] bins;
    private final int count;

    /**
     * @param bin coordinates a bin, 1 to 16384; the paper takes 50 for convolutions and 500 for dense layers
     * @throws IllegalArgumentException for another number
     */
    public AdaComp(ParameterLayout layout, int bin) {
        this(layout, repeat(bin, layout.tensors().size()));
    }

    /**
     * @param bins coordinates a bin, 1 to 16384, one number a tensor
     * @throws IllegalArgumentException for other numbers, or another number of them
     */
    public AdaComp(ParameterLayout layout, int[] bins) {
        this.lengths = Blocks.lengths(layout);
        this.bins = bins(bins, lengths);
        this.count = layout.parameterCount();
    }

    /** Bins that are no longer than their tensors. */
    static int[] bins(int[] asked, int[] lengths) {
        if (asked.length != lengths.length) {
            throw new IllegalArgumentException(
                    "bin must be one number a tensor, " + lengths.length + ", had " + asked.length);
        }
        int[] bins = new int[asked.length];
        for (int k = 0; k < bins.length; k++) {
            if (asked[k] < 1 || asked[k] > MAX_BIN) {
                throw new IllegalArgumentException("bin must be 1 to " + MAX_BIN + ", was " + asked[k]);
            }
            bins[k] = Math.min(asked[k], lengths[k]);
        }
        return bins;
    }

    /**
     * The payload of update and residue, and the residue of the next update.
     *
     * @param residue what earlier payloads left out; null for nothing; left as it was
     * @throws io.psephos.compression.NotFiniteException for NaN or an infinity in the sum
     * @throws IllegalArgumentException for an update or a residue of another length than the layout's
     */
    @Override
    public Compressed compress(float[] update, float @Nullable [] residue) {
        float[] sum = sum(update, residue);
        float[] scales = new float[lengths.length];
        int[] votes = new int[64];
        int found = 0;
        for (int k = 0, from = 0; k < lengths.length; from += lengths[k++]) {
            float[] maxima = maxima(sum, from, lengths[k], bins[k]);
            scales[k] = mean(maxima);
            for (int bin = 0; scales[k] > 0 && bin < maxima.length; bin++) {
                int start = from + bin * bins[k];
                int end = Math.min(start + bins[k], from + lengths[k]);
                if (votes.length - found <= end - start) {
                    votes = Arrays.copyOf(votes, (int) Math.min(count + 1L, 2L * votes.length + end - start));
                }
                found = maxima[bin] > 0 ? elect(sum, update, start, end, maxima[bin], votes, found) : found;
            }
        }
        SparseSigns payload = new SparseSigns(new Blocks(lengths, scales), bins, Arrays.copyOf(votes, found));
        payload.addTo(sum, -1f);
        return new Compressed(payload, sum);
    }

    private float[] sum(float[] update, float @Nullable [] residue) {
        checkLength("update", update);
        float[] sum = update.clone();
        if (residue != null) {
            checkLength("residue", residue);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += residue[i];
            }
        }
        Finite.check(sum);
        return sum;
    }

    private void checkLength(String what, float[] vector) {
        if (vector.length != count) {
            throw new IllegalArgumentException(what + " must have " + count + " coordinates, had " + vector.length);
        }
    }

    /** The largest magnitude of each bin. */
    private static float[] maxima(float[] sum, int from, int length, int bin) {
        float[] maxima = new float[(length + bin - 1) / bin];
        for (int b = 0; b < maxima.length; b++) {
            int largest = 0;
            int end = from + Math.min(length, (b + 1) * bin);
            for (int i = from + b * bin; i < end; i++) {
                largest = Math.max(largest, Float.floatToRawIntBits(sum[i]) & 0x7fff_ffff);
            }
            maxima[b] = Float.intBitsToFloat(largest);
        }
        return maxima;
    }

    private static float mean(float[] maxima) {
        double sum = 0;
        for (float maximum : maxima) {
            sum += maximum;
        }
        return (float) (sum / maxima.length);
    }

    /** Appends the coordinates that a bin sends, without a branch on the values. */
    private static int elect(float[] sum, float[] update, int from, int to, float maximum, int[] votes, int found) {
        int at = found;
        for (int i = from; i < to; i++) {
            float g = sum[i];
            votes[at] = i | Float.floatToRawIntBits(g) & SparseSigns.MINUS;
            at += Math.abs(g + update[i]) >= maximum && g != 0 ? 1 : 0;
        }
        return at;
    }

    private static int[] repeat(int bin, int times) {
        int[] bins = new int[times];
        Arrays.fill(bins, bin);
        return bins;
    }
}
