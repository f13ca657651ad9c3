package io.psephos.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PayloadTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 63, 64, 65, 1000})
    void signsAddTheirWeight(int count) {
        Random random = new Random(count);
        long[] words = random.longs((count + 63) / 64).toArray();
        words[words.length - 1] &= -1L >>> -count;
        float[] sums = new float[count];
        new Signs(count, words).addTo(sums, 2.5f);
        for (int i = 0; i < count; i++) {
            assertThat(sums[i]).isEqualTo((words[i / 64] >>> i & 1) == 1 ? 2.5f : -2.5f);
        }
    }

    @Test
    void ternaryVotesAddTheirWeight() {
        float[] sums = {10, 20, 30};
        new Ternary(3, new long[] {0b001}, new long[] {0b100}).addTo(sums, 3);
        assertThat(sums).containsExactly(13, 20, 27);
    }

    @Test
    void aZeroVoteLeavesEveryNumberAsItWas() {
        float[] sums = {-0f, 0f, Float.MIN_VALUE, Float.MAX_VALUE};
        new Ternary(4, new long[1], new long[1]).addTo(sums, 3);
        assertThat(sums).containsExactly(-0f, 0f, Float.MIN_VALUE, Float.MAX_VALUE);
        assertThat(Float.floatToRawIntBits(sums[0])).isEqualTo(0x80000000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void scaledVotesAreMultipliedThenSubtractedToTheLastBit(long seed) {
        Random random = new Random(seed);
        int count = 1 + random.nextInt(300);
        Blocks blocks = RandomVotes.blocks(count, random);
        Signs signs = RandomVotes.signs(count, random);
        Ternary ternary = RandomVotes.ternary(count, random);
        assertSubtracts(new ScaledSigns(blocks, signs), blocks, signs.toDense(), random);
        assertSubtracts(new ScaledTernary(blocks, ternary), blocks, ternary.toDense(), random);
    }

    @Test
    void aZeroVoteWithAScaleLeavesMinusZero() {
        float[] parameters = {-0f, -0f, -0f};
        Blocks blocks = new Blocks(new int[] {1, 2}, new float[] {3, 0});
        new ScaledTernary(blocks, new Ternary(3, new long[] {0b010}, new long[] {0b100})).addTo(parameters, -1);
        assertThat(bits(parameters)).containsExactly(bits(new float[] {-0f, -0f, 0f}));
    }

    @Test
    void sparseUpdatesTouchWhatTheyName() {
        float[] sums = {-0f, 1, -0f, 3};
        Sparse sparse = new Sparse(4, new int[] {1, 3}, new float[] {0.5f, -4});
        sparse.addTo(sums, -1);
        assertThat(bits(sums)).containsExactly(bits(new float[] {-0f, 0.5f, -0f, 7}));
        assertThat(sparse.toDense()).containsExactly(0, 0.5f, 0, -4);
    }

    @Test
    void refusesIndicesThatDoNotAscendInRange() {
        for (int[] indices : new int[][] {{1, 1}, {2, 1}, {0, 4}, {-1, 0}}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Sparse(4, indices, new float[2]))
                    .withMessageContaining("was ");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new Sparse(4, new int[1], new float[2]));
    }

    @Test
    void refusesBlocksThatAreNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Blocks(new int[0], new float[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> new Blocks(new int[] {1}, new float[2]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Blocks(new int[] {0}, new float[1]))
                .withMessageContaining("had 0");
        for (float scale : new float[] {-1, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Blocks(new int[] {1}, new float[] {scale}))
                    .withMessageContaining("was " + scale);
        }
        Blocks two = new Blocks(new int[] {2}, new float[] {1});
        assertThatIllegalArgumentException().isThrownBy(() -> new ScaledSigns(two, new Signs(3, new long[1])));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ScaledTernary(two, new Ternary(1, new long[1], new long[1])));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 130})
    void aVoteIsDecidedWhereNoneIsZero(int count) {
        long[] plus = RandomVotes.signs(count, new Random(count)).words();
        long[] minus = plus.clone();
        for (int i = 0; i < count; i++) {
            minus[i >>> 6] ^= 1L << i;
        }
        assertThat(new Ternary(count, plus, minus).isDecided()).isTrue();
        for (int i = 0; i < count; i++) {
            long[] without = minus.clone();
            without[i >>> 6] &= ~(1L << i);
            long[] with = plus.clone();
            with[i >>> 6] &= ~(1L << i);
            assertThat(new Ternary(count, with, without).isDecided()).isFalse();
        }
    }

    @Test
    void denseUpdatesAddTheirProduct() {
        float[] sums = {1, 2};
        new Dense(new float[] {0.5f, -4}).addTo(sums, 2);
        assertThat(sums).containsExactly(2, -6);
    }

    @Test
    void sparseSignsAddTheirScale() {
        Blocks blocks = new Blocks(new int[] {2, 3, 1}, new float[] {0.5f, 0, 4});
        float[] sums = {-0f, 1, 2, -0f, -0f, 9};
        SparseSigns signs = new SparseSigns(blocks, new int[] {1, 3, 9}, new int[] {1 | SparseSigns.MINUS, 2, 5});
        signs.addTo(sums, -3);
        assertThat(bits(sums)).containsExactly(bits(new float[] {-0f, 2.5f, 2, -0f, -0f, -3}));
    }

    @Test
    void refusesSparseSignsThatAreNone() {
        Blocks blocks = new Blocks(new int[] {2, 3}, new float[2]);
        assertThatIllegalArgumentException().isThrownBy(() -> new SparseSigns(blocks, new int[] {1}, new int[0]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SparseSigns(blocks, new int[] {1, 0}, new int[0]))
                .withMessageContaining("had 0");
        for (int[] votes : new int[][] {{1, 1}, {2, 1}, {5}, {1, 1 | SparseSigns.MINUS}}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new SparseSigns(blocks, new int[] {1, 1}, votes))
                    .withMessageContaining("was ");
        }
    }

    @Test
    void refusesRotationsThatAreNone() {
        for (int order : new int[] {0, 3, -4, 1 << 21}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Rotated(3, 1, order, new float[1], new long[1]))
                    .withMessageContaining("was " + order);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new Rotated(3, 1, 2, new float[1], new long[1]));
        assertThatIllegalArgumentException().isThrownBy(() -> new Rotated(3, 1, 4, new float[1], new long[2]));
        assertThatIllegalArgumentException().isThrownBy(() -> new Rotated(3, 1, 4, new float[1], new long[] {16}));
        for (float scale : new float[] {-1, Float.NaN, Float.POSITIVE_INFINITY, Float.MAX_VALUE / 2}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Rotated(3, 1, 4, new float[] {scale}, new long[1]))
                    .withMessageContaining("was " + scale);
        }
    }

    @Test
    void refusesAnotherNumberOfWords() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Signs(65, new long[1]))
                .withMessageContaining("65");
        assertThatIllegalArgumentException().isThrownBy(() -> new Ternary(64, new long[1], new long[2]));
    }

    @Test
    void refusesUnusedBitsAndDoubleVotes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Signs(3, new long[] {0b1000}))
                .withMessageContaining("0x8");
        assertThatIllegalArgumentException().isThrownBy(() -> new Ternary(3, new long[] {1}, new long[] {0b1000}));
        assertThatIllegalArgumentException().isThrownBy(() -> new Ternary(3, new long[] {1}, new long[] {1}));
    }

    private static void assertSubtracts(Payload payload, Blocks blocks, float[] votes, Random random) {
        float[] parameters = new float[votes.length];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = random.nextInt(5) == 0 ? -0f : (float) random.nextGaussian();
        }
        float[] expected = parameters.clone();
        for (int k = 0, i = 0; k < blocks.lengths().length; k++) {
            for (int end = i + blocks.lengths()[k]; i < end; i++) {
                float product = blocks.scales()[k] * votes[i];
                expected[i] = votes[i] == 0 ? parameters[i] : parameters[i] - product;
            }
        }
        payload.addTo(parameters, -1f);
        assertThat(bits(parameters)).containsExactly(bits(expected));
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }
}
