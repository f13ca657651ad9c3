package io.psephos.compression.sign;

import io.psephos.compression.Compressor;
import io.psephos.compression.Finite;
import io.psephos.compression.Payload;
import io.psephos.compression.Signs;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Stochastic sign: a coordinate g votes +1 with probability 1/2 + g/(2b), so that votes have the mean g/b (Jin, Huang,
 * He, Dai and Wu, 2020). All clients must use the same b, one for each tensor. Where |g| ≥ b the vote is certain.
 */
public final class StochasticSign implements Compressor {
    private final int[] ends;
    private final float[] bounds;
    private final LongSupplier seeds;
    private long saturations;

    /**
     * @param bounds b of each tensor, in the unit of the update
     * @param seeds one is drawn for each update's votes
     * @throws IllegalArgumentException unless each tensor has one b that is finite and above 0 as float32
     */
    public StochasticSign(ParameterLayout layout, List<Double> bounds, LongSupplier seeds) {
        List<TensorShape> tensors = layout.tensors();
        if (bounds.size() != tensors.size()) {
            throw new IllegalArgumentException(
                    "b must have one number a tensor, " + tensors.size() + ", had " + bounds.size());
        }
        this.ends = new int[tensors.size()];
        this.bounds = new float[tensors.size()];
        this.seeds = seeds;
        int end = 0;
        for (int k = 0; k < ends.length; k++) {
            end += (int) tensors.get(k).size();
            this.ends[k] = end;
            this.bounds[k] = bound(tensors.get(k).name(), bounds.get(k));
        }
    }

    @Override
    public Payload compress(float[] update) {
        if (update.length != ends[ends.length - 1]) {
            throw new IllegalArgumentException(
                    "update must have " + ends[ends.length - 1] + " coordinates, had " + update.length);
        }
        Finite.check(update);
        SignDraw draw = new SignDraw(seeds.getAsLong());
        Payload votes = new Signs(update.length, draw.cast(update, ends, bounds));
        saturations += draw.saturated();
        return votes;
    }

    /** Number of coordinates so far with |g| ≥ b, whose votes could not be unbiased. */
    public long saturations() {
        return saturations;
    }

    private static float bound(String tensor, double b) {
        float bound = (float) b;
        if (!(bound > 0) || Float.isInfinite(bound)) {
            throw new IllegalArgumentException("b of tensor '" + tensor + "' must be finite and > 0, was " + b);
        }
        return bound;
    }
}
