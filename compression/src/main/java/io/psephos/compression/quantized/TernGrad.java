package io.psephos.compression.quantized;

import io.psephos.compression.Blocks;
import io.psephos.compression.Compressor;
import io.psephos.compression.Finite;
import io.psephos.compression.Norm;
import io.psephos.compression.Payload;
import io.psephos.compression.ScaledTernary;
import io.psephos.protocol.ParameterLayout;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * TernGrad: a coordinate g of a tensor is sent as s · sign(g) with probability |g|/s, else as 0 (Wen, Xu, Yan, Wu, Wang,
 * Chen and Li, 2017). Before that, g is clipped to ±c standard deviations of its tensor, so that the mean of what is
 * sent is that of the clipped, in which little is left of a tensor whose mean exceeds c deviations; one whose
 * coordinates are all equal is not clipped. Without a clip (c = 0) and with scalers of its own the mean is the update.
 * Else error feedback sends later what was cut off. The scaler s is the largest
 * magnitude that is left, or one that all clients share, from which on |g| is certain.
 */
public final class TernGrad implements Compressor {
    private final int[] lengths;
    private final double clip;
    private final float @Nullable [] shared;
    private final LongSupplier seeds;
    private long saturations;

    /**
     * A compressor with scalers of each update's own.
     *
     * @param clip c, at least 0; 0 for none
     * @param seeds one is drawn for each update's votes
     */
    public TernGrad(ParameterLayout layout, double clip, LongSupplier seeds) {
        this(Blocks.lengths(layout), checkClip(clip), null, seeds);
    }

    /**
     * A compressor with scalers that all updates share.
     *
     * @param clip c, at least 0; 0 for none
     * @param scalers s of each tensor, in the unit of the update
     * @param seeds one is drawn for each update's votes
     * @throws IllegalArgumentException unless each tensor has one scaler that is finite and above 0 as float32
     */
    public TernGrad(ParameterLayout layout, double clip, List<Double> scalers, LongSupplier seeds) {
        this(Blocks.lengths(layout), checkClip(clip), shared(layout, scalers), seeds);
    }

    private TernGrad(int[] lengths, double clip, float @Nullable [] shared, LongSupplier seeds) {
        this.lengths = lengths;
        this.clip = clip;
        this.shared = shared;
        this.seeds = seeds;
    }

    @Override
    public Payload compress(float[] update) {
        checkLength(update);
        Finite.check(update);
        TernaryDraw draw = new TernaryDraw(update, seeds.getAsLong());
        float[] scales = new float[lengths.length];
        int from = 0;
        for (int k = 0; k < lengths.length; k++) {
            int to = from + lengths[k];
            float limit = Math.min(Norm.MAX.ofFloat(update, from, to), clip(update, from, to));
            scales[k] = shared == null ? limit : shared[k];
            draw.draw(from, to, scales[k], limit);
            from = to;
        }
        if (shared != null) {
            saturations += draw.certain();
        }
        return new ScaledTernary(new Blocks(lengths, scales), draw.votes());
    }

    /**
     * Number of coordinates so far that after the clip had |g| ≥ s for a shared s, whose votes could not be unbiased.
     */
    public long saturations() {
        return saturations;
    }

    /** The largest magnitude of each tensor after the clip, which clients report where scalers are shared. */
    public float[] scalers(float[] update) {
        checkLength(update);
        float[] scalers = new float[lengths.length];
        int from = 0;
        for (int k = 0; k < lengths.length; k++) {
            int to = from + lengths[k];
            scalers[k] = Math.min(Norm.MAX.ofFloat(update, from, to), clip(update, from, to));
            from = to;
        }
        return scalers;
    }

    /** The bound of the clip: c standard deviations of the coordinates, about their mean, over their number. */
    private float clip(float[] update, int from, int to) {
        if (clip == 0) {
            return Float.MAX_VALUE;
        }
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += update[i];
        }
        double mean = sum / (to - from);
        double squares = 0;
        for (int i = from; i < to; i++) {
            squares += (update[i] - mean) * (update[i] - mean);
        }
        double bound = clip * Math.sqrt(squares / (to - from));
        return bound == 0 ? Float.MAX_VALUE : (float) Math.min(Float.MAX_VALUE, bound);
    }

    private void checkLength(float[] update) {
        int expected = 0;
        for (int length : lengths) {
            expected += length;
        }
        if (update.length != expected) {
            throw new IllegalArgumentException("update must have " + expected + " coordinates, had " + update.length);
        }
    }

    private static double checkClip(double clip) {
        if (!(clip >= 0) || Double.isInfinite(clip)) {
            throw new IllegalArgumentException("clip must be finite and >= 0, was " + clip);
        }
        return clip;
    }

    private static float[] shared(ParameterLayout layout, List<Double> scalers) {
        if (scalers.size() != layout.tensors().size()) {
            throw new IllegalArgumentException(
                    "b must have one number a tensor, " + layout.tensors().size() + ", had " + scalers.size());
        }
        float[] shared = new float[scalers.size()];
        for (int k = 0; k < shared.length; k++) {
            shared[k] = scalers.get(k).floatValue();
            if (!(shared[k] > 0) || Float.isInfinite(shared[k])) {
                throw new IllegalArgumentException("b of tensor '"
                        + layout.tensors().get(k).name() + "' must be finite and > 0, was " + scalers.get(k));
            }
        }
        return shared;
    }
}
