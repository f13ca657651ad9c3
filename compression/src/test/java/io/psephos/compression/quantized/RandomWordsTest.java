package io.psephos.compression.quantized;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RandomWordsTest {
    /** Independent words leave ±Z standard deviations with probability 1e-5; the seeds repeat the outcome. */
    private static final double Z = 4.42;

    private static final int N = 1 << 18;

    @Test
    void coinsDoNotDependOnWhereARowBegins() {
        int[] whole = words(5, 2000);
        RandomWords words = new RandomWords(5);
        int[] row = new int[RandomWords.ROW];
        for (int from = 0, count = 1; from + count <= 2000; from += count, count = count * 7 % RandomWords.ROW + 1) {
            words.draw(from, count, row);
            assertThat(Arrays.copyOf(row, count)).containsExactly(Arrays.copyOfRange(whole, from, from + count));
        }
    }

    @Test
    void aSeedTossesTheSameCoinsOnEveryMachine() {
        assertThat(words(42, 4)).containsExactly(652763949, 2020811316, -1705742916, 2120364325);
    }

    /** 256 cells for each of the four bytes; χ² with 255 degrees of freedom is above 360.4 with probability 1.5e-5. */
    @ParameterizedTest
    @ValueSource(ints = {0, 8, 16, 24})
    void everyByteOfAWordIsEvenlySpread(int shift) {
        int[] cells = new int[256];
        for (int coin : words(7, N)) {
            cells[coin >>> shift & 0xff]++;
        }
        double expected = N / 256.0;
        double chiSquare = Arrays.stream(cells)
                .mapToDouble(cell -> (cell - expected) * (cell - expected) / expected)
                .sum();
        assertThat(chiSquare).isBetween(165.0, 360.4);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16, 31, 32, 64, 512, 1024, 65536})
    void coinsOfNeighboursAreIndependent(int lag) {
        int[] words = words(77, N + lag);
        assertIndependent(words, Arrays.copyOfRange(words, lag, N + lag));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 1L << 31, 1L << 32, 1L << 33, 1L << 63, -1})
    void coinsOfNeighbouringSeedsAreIndependent(long difference) {
        assertIndependent(words(1000, N), words(1000 + difference, N));
    }

    @Test
    void theCoinsOfOneCoordinateOverManySeedsAreFair() {
        Random random = new Random(4);
        int heads = 0;
        int[] row = new int[1];
        for (int i = 0; i < N; i++) {
            new RandomWords(random.nextLong()).draw(2, 1, row);
            heads += row[0] >>> 31;
        }
        assertThat(heads / (double) N).isCloseTo(0.5, within(Z * 0.5 / Math.sqrt(N)));
    }

    /** The mean product of two independent uniforms about their means is 0, with variance 1/144. */
    private static void assertIndependent(int[] one, int[] other) {
        double sum = 0;
        int agreements = 0;
        for (int i = 0; i < N; i++) {
            sum += (uniform(one[i]) - 0.5) * (uniform(other[i]) - 0.5);
            agreements += (one[i] ^ other[i]) >= 0 ? 1 : 0;
        }
        assertThat(sum / N).isCloseTo(0, within(Z / 12 / Math.sqrt(N)));
        assertThat(agreements / (double) N).isCloseTo(0.5, within(Z * 0.5 / Math.sqrt(N)));
    }

    private static double uniform(int coin) {
        return (coin & 0xffff_ffffL) * 0x1p-32;
    }

    private static int[] words(long seed, int count) {
        int[] words = new int[count];
        int[] row = new int[RandomWords.ROW];
        for (int from = 0; from < count; from += RandomWords.ROW) {
            int length = Math.min(RandomWords.ROW, count - from);
            new RandomWords(seed).draw(from, length, row);
            System.arraycopy(row, 0, words, from, length);
        }
        return words;
    }
}
