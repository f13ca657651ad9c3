package io.psephos.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads whose scales belong to buckets. */
final class QuantizedTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 127, 128, 32_767, 32_768, 65_535})
    void levelsAreMultipliedThenAddedToTheLastBit(int max) {
        Random random = new Random(max);
        float[] norms = {random.nextFloat(), 0, 1e30f};
        int[] row = random.ints(11, -max, max + 1).toArray();
        row[0] = max;
        row[1] = -max;
        Levels levels = new Levels(11, max);
        levels.set(0, row, 11);
        float[] sums = new float[11];
        float[] expected = new float[11];
        for (int i = 0; i < 11; i++) {
            sums[i] = random.nextFloat();
            float value = norms[i / 4] / max * row[i];
            float product = -0.3f * value;
            expected[i] = sums[i] + product;
            assertThat(levels.at(i)).isEqualTo(row[i]);
        }
        Quantized quantized = new Quantized(new Buckets(11, 4, norms), Norm.L2, levels);
        quantized.addTo(sums, -0.3f);
        assertThat(sums).containsExactly(expected);
        assertThat(quantized.toDense()[0]).isEqualTo(norms[0] / max * max);
    }

    @Test
    void bytesAndVotesAreScaledByTheirBucket() {
        float[] sums = {1, 1, 1, 1, 1};
        new ScaledBytes(new Buckets(5, 2, new float[] {0.5f, 0, 2}), new byte[] {127, -127, 5, 5, -1}).addTo(sums, 2);
        assertThat(sums).containsExactly(128, -126, 1, 1, -3);
        float[] votes = {1, 1, -0f};
        new BlockTernary(new Buckets(3, 2, new float[] {0.5f, 4}), new Ternary(3, new long[] {1}, new long[] {2}))
                .addTo(votes, 2);
        assertThat(votes).containsExactly(2, 0, -0f);
    }

    @Test
    void powersAndHalvesAreFloats() {
        float[] sums = new float[4];
        new PowersOfTwo(new byte[] {0b1010}, new byte[] {127, (byte) 129, 0, 1}).addTo(sums, 0.5f);
        assertThat(sums).containsExactly(0.5f, -2, 0, -0x1p-127f);
        assertThat(new BrainFloats(new short[] {0x3f80, (short) 0xc020}).toDense())
                .containsExactly(1, -2.5f);
    }

    @Test
    void theLastBucketMayBeShorterAndBucketsLongerThanAll() {
        Buckets buckets = new Buckets(10, 4, new float[3]);
        assertThat(new int[] {buckets.from(2), buckets.to(0), buckets.to(2)}).containsExactly(8, 4, 10);
        Buckets one = new Buckets(Integer.MAX_VALUE, Integer.MAX_VALUE, new float[1]);
        assertThat(one.to(0)).isEqualTo(Integer.MAX_VALUE);
        assertThat(Buckets.number(Integer.MAX_VALUE, Integer.MAX_VALUE - 1)).isEqualTo(2);
        assertThat(Buckets.number(1, Integer.MAX_VALUE)).isEqualTo(1);
    }

    @Test
    void refusesBucketsThatAreNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Buckets(3, 0, new float[1]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Buckets(10, 4, new float[2]))
                .withMessageContaining("2 scales");
        for (float scale : new float[] {-1, Float.NaN, 1 / 0f}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Buckets(1, 1, new float[] {scale}))
                    .withMessageContaining("was " + scale);
        }
    }

    @Test
    void refusesWhatDoesNotFitItsBuckets() {
        Buckets three = new Buckets(3, 2, new float[2]);
        assertThatIllegalArgumentException().isThrownBy(() -> new Quantized(three, Norm.L2, new Levels(4, 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new ScaledBytes(three, new byte[4]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BlockTernary(three, new Ternary(1, new long[1], new long[1])));
        Buckets huge = new Buckets(1, 1, new float[] {Float.MAX_VALUE});
        assertThatIllegalArgumentException().isThrownBy(() -> new ScaledBytes(huge, new byte[1]));
        assertThat(new Quantized(huge, Norm.L2, new Levels(1, 1)).count()).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> new Levels(1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Levels(1, 65_536));
    }
}
