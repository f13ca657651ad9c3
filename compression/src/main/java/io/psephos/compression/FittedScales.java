package io.psephos.compression;

import java.util.function.IntUnaryOperator;

/**
 * A compressor that fits the scales of another one's payloads to the update: each block q of what the other made of p
 * is multiplied by ⟨q, p⟩/‖q‖², and the values of a sparse payload are those of p.
 *
 * <p>This turns a compressor whose noise is large into one that error feedback can stand around. With mean p and
 * variance at most ω‖p‖², q/(1 + ω) misses p by ω/(1 + ω)·‖p‖² on average (Beznosikov, Horváth, Richtárik and Safaryan, 2020); the fitted q
 * misses it by no more, whatever was drawn, and never by more than ‖p‖². So ω need not be known, it is a contraction
 * with δ ≥ 1/(1 + ω), and what is left out stays bounded (Richtárik, Sokolov and Fatkhullin, 2021). Unfitted, with
 * ω ≥ 1, error feedback would add up its own noise. A payload without scales stays as it is.
 */
public final class FittedScales implements Compressor {
    private final Compressor compressor;

    public FittedScales(Compressor compressor) {
        this.compressor = compressor;
    }

    @Override
    public Payload compress(float[] update) {
        Payload drawn = compressor.compress(update);
        if (drawn instanceof Sparse sparse) {
            return new Sparse(sparse.count(), sparse.indices(), chosen(sparse.indices(), update));
        }
        if (drawn instanceof Quantized quantized) {
            int most = quantized.levels().max();
            Buckets fitted = fitted(quantized.norms(), drawn, update, scale -> Quantized.reaches(scale, most));
            return new Quantized(fitted, quantized.kind(), quantized.levels());
        }
        if (drawn instanceof BlockTernary blocks) {
            return new BlockTernary(fitted(blocks.buckets(), drawn, update, Float::isFinite), blocks.votes());
        }
        if (drawn instanceof ScaledTernary scaled) {
            return new ScaledTernary(fitted(scaled.blocks(), drawn, update), scaled.votes());
        }
        return drawn instanceof Rotated rotated ? fitted(rotated, update) : drawn;
    }

    private static float[] chosen(int[] indices, float[] update) {
        float[] values = new float[indices.length];
        for (int k = 0; k < values.length; k++) {
            values[k] = update[indices[k]];
        }
        return values;
    }

    private static Buckets fitted(Buckets buckets, Payload drawn, float[] update, Range range) {
        IntUnaryOperator from = k -> k == buckets.scales().length ? buckets.count() : buckets.from(k);
        return new Buckets(
                buckets.count(), buckets.size(), fitted(buckets.scales(), from, drawn.toDense(), update, range));
    }

    private static Blocks fitted(Blocks blocks, Payload drawn, float[] update) {
        int[] starts = new int[blocks.lengths().length + 1];
        for (int k = 0; k < blocks.lengths().length; k++) {
            starts[k + 1] = starts[k] + blocks.lengths()[k];
        }
        return new Blocks(
                blocks.lengths(), fitted(blocks.scales(), k -> starts[k], drawn.toDense(), update, Float::isFinite));
    }

    private static Rotated fitted(Rotated rotated, float[] update) {
        int blocks = rotated.scales().length;
        float[] scales = fitted(
                rotated.scales(),
                k -> Rotated.start(rotated.count(), blocks, k),
                rotated.toDense(),
                update,
                scale -> Rotated.isScale(scale, rotated.order()));
        return new Rotated(rotated.count(), rotated.seed(), rotated.order(), scales, rotated.minus());
    }

    /** The fitted scales; one that would leave the range of float32 stays as it was. */
    private static float[] fitted(float[] scales, IntUnaryOperator start, float[] drawn, float[] update, Range range) {
        float[] fitted = scales.clone();
        for (int k = 0; k < fitted.length; k++) {
            double product = 0;
            double square = 0;
            for (int i = start.applyAsInt(k), end = start.applyAsInt(k + 1); i < end; i++) {
                product += (double) drawn[i] * update[i];
                square += (double) drawn[i] * drawn[i];
            }
            float scale = square > 0 && product > 0 ? (float) (scales[k] * (product / square)) : 0;
            fitted[k] = range.has(scale) ? scale : scales[k];
        }
        return fitted;
    }

    private interface Range {
        boolean has(float scale);
    }
}
