package io.psephos.compression.quantized;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.psephos.compression.BlockTernary;
import io.psephos.compression.Codec;
import io.psephos.compression.Compressor;
import io.psephos.compression.CompressorContract;
import io.psephos.compression.Norm;
import io.psephos.protocol.Row;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class BlockQuantizationTest extends CompressorContract {
    /** A correct sampler leaves ±Z standard deviations with probability 1e-5; the seeds repeat the outcome. */
    private static final double Z = 4.42;

    @Override
    protected Compressor compressor(int count, LongSupplier seeds) {
        return new BlockQuantization(100, Norm.L2, seeds);
    }

    @Override
    protected Codec codec() {
        return new BlockTernaryCodec();
    }

    @Row("codec.scheme dqgd")
    @ParameterizedTest
    @CsvSource({"L2,0.6,0.8,10,1.4", "MAX,0.75,1,3,1.75"})
    void threeAndFour(Norm norm, double first, double second, double psi, double nonZeros) {
        float[] delta = {3, -4};
        float scale = norm.ofFloat(delta, 0, 2);
        double p = chance(3, scale);
        double q = chance(-4, scale);
        assertThat(p).isCloseTo(first, within(1e-7));
        assertThat(q).isCloseTo(second, within(1e-7));
        assertThat(scale * scale * (p * (1 - p) + q * (1 - q))).isCloseTo(psi, within(1e-5));
        assertThat(7.0 * scale - 25).isCloseTo(psi, within(1e-5));
        assertThat(p + q).isCloseTo(nonZeros, within(1e-7));
    }

    @Test
    void alphas() {
        assertThat(BlockQuantization.alpha(Norm.L2, 16)).isEqualTo(0.25);
        assertThat(BlockQuantization.alpha(Norm.MAX, 16)).isEqualTo(0.4);
        assertThat(BlockQuantization.alpha(Norm.MAX, 256)).isCloseTo(0.117647, within(1e-6));
        assertThat(BlockQuantization.alpha(Norm.L2, 1))
                .isEqualTo(BlockQuantization.alpha(Norm.MAX, 1))
                .isEqualTo(1);
        assertThat(Diana.defaultAlpha(Norm.L2, 16, 1000)).isEqualTo(0.125);
        assertThat(Diana.defaultAlpha(Norm.L2, 1000, 16)).isEqualTo(0.125);
    }

    /** Means of 2¹⁵ draws a coordinate; 14 intervals, so that a correct sampler fails with 1.4e-4. */
    @ParameterizedTest
    @EnumSource(Norm.class)
    void theMeanOfManyIsTheUpdate(Norm norm) {
        int draws = 1 << 15;
        float[] v = {0.3f, -0.1f, 2, 0, -0.7f, 1e-3f, 0.5f};
        long[] seed = {1};
        BlockQuantization quantizer = new BlockQuantization(4, norm, () -> seed[0]++);
        double[] sums = new double[v.length];
        for (int t = 0; t < draws; t++) {
            float[] drawn = quantizer.compress(v).toDense();
            for (int i = 0; i < v.length; i++) {
                sums[i] += drawn[i];
            }
        }
        for (int i = 0; i < v.length; i++) {
            double scale = norm.of(v, i / 4 * 4, Math.min(7, i / 4 * 4 + 4));
            double p = Math.abs(v[i]) / scale;
            assertThat(sums[i] / draws).isCloseTo(v[i], within(Z * scale * Math.sqrt(p * (1 - p) / draws) + 1e-6));
        }
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void blocksOfOneAreExactAndBlocksOfZerosHaveScaleZero(Norm norm) {
        float[] v = {0.3f, 0, -1e30f, Float.MIN_VALUE, -0f, Float.MAX_VALUE};
        BlockTernary votes = (BlockTernary) new BlockQuantization(1, norm, () -> 1).compress(v);
        assertThat(votes.toDense()).containsExactly(0.3f, 0, -1e30f, Float.MIN_VALUE, 0, Float.MAX_VALUE);
        assertThat(votes.buckets().scales()[1]).isZero();
    }

    @Test
    void twoNormsOfABlockAreOneLevelOfQsgd() {
        float[] v = gaussian(50, 3);
        assertThat(new BlockQuantization(20, Norm.L2, () -> 8).compress(v).toDense())
                .containsExactly(new Qsgd(1, 20, Norm.L2, () -> 8).compress(v).toDense());
    }

    @Test
    void refusesABlockOfNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> new BlockQuantization(0, Norm.L2, () -> 1));
    }

    private static double chance(float g, float scale) {
        return Chance.of(coin -> {
            int[] row = new int[1];
            TernaryDraw.vote(new float[] {g}, 0, 1, scale, TernaryDraw.CERTAIN, new int[] {coin}, row);
            return row[0] == (g > 0 ? 1 : 2);
        });
    }
}
