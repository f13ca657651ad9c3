package io.psephos.compression.quantized;

import io.psephos.compression.BlockTernary;
import io.psephos.compression.Buckets;
import io.psephos.compression.Compressor;
import io.psephos.compression.Finite;
import io.psephos.compression.Norm;
import io.psephos.compression.Payload;
import java.util.function.LongSupplier;

/**
 * Block p-norm quantization: a coordinate Δ of a block is sent as ‖Δ‖ₚ · sign(Δ) with probability |Δ|/‖Δ‖ₚ, else as 0,
 * for p = 2 or ∞ (Mishchenko, Gorbunov, Takáč and Richtárik, 2019). Unbiased, with variance ‖Δ‖₁‖Δ‖ₚ − ‖Δ‖₂² a block. On
 * its own it is the quantized gradient of DQGD (Khirirat, Feyzmahdavian and Johansson, 2018), which settles in a ball
 * around the optimum where clients differ; with {@link Diana} around it, at the optimum.
 */
public final class BlockQuantization implements Compressor {
    private final int block;
    private final Norm norm;
    private final LongSupplier seeds;

    /**
     * @param block coordinates of a block, at least 1
     * @param seeds one is drawn for each update's votes
     */
    public BlockQuantization(int block, Norm norm, LongSupplier seeds) {
        this.block = Buckets.checkSize(block);
        this.norm = norm;
        this.seeds = seeds;
    }

    @Override
    public Payload compress(float[] update) {
        Finite.check(update);
        TernaryDraw draw = new TernaryDraw(update, seeds.getAsLong());
        float[] norms = new float[Buckets.number(update.length, block)];
        Buckets blocks = new Buckets(update.length, block, norms);
        for (int k = 0; k < norms.length; k++) {
            norms[k] = norm.ofFloat(update, blocks.from(k), blocks.to(k));
            draw.draw(blocks.from(k), blocks.to(k), norms[k], norms[k]);
        }
        return new BlockTernary(blocks, draw.votes());
    }

    /** αₚ, the least ‖x‖₂² / (‖x‖₁‖x‖ₚ) of vectors of d coordinates: 1/√d for p = 2, 2/(1 + √d) for p = ∞. */
    public static double alpha(Norm norm, int d) {
        double root = Math.sqrt(d);
        return norm == Norm.L2 ? 1 / root : 2 / (1 + root);
    }
}
