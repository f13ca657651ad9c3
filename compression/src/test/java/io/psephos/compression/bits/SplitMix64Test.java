package io.psephos.compression.bits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SplitMix64Test {

    /** The JDK's generator is the same one. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 0x9e3779b97f4a7c15L, Long.MIN_VALUE})
    void wordsAreThoseOfTheJdk(long seed) {
        SplittableRandom jdk = new SplittableRandom(seed);
        SplitMix64 random = new SplitMix64(seed);
        for (int index = 0; index < 100; index++) {
            long word = jdk.nextLong();
            assertThat(random.next()).isEqualTo(word);
            assertThat(SplitMix64.word(seed, index)).isEqualTo(word);
        }
    }

    /** The first words of seed 0, as published with the reference code. */
    @Test
    void knownWords() {
        assertThat(SplitMix64.word(0, 0)).isEqualTo(0xe220a8397b1dcdafL);
        assertThat(SplitMix64.word(0, 1)).isEqualTo(0x6e789e6aa1b965f4L);
        assertThat(SplitMix64.word(0, 2)).isEqualTo(0x06c45d188009454fL);
    }

    /** z = 5.33: one of 10 + 3 counts of a fair generator is off with probability 13 · 1e-7. */
    @ParameterizedTest
    @ValueSource(ints = {3, 10})
    void numbersBelowABoundAreFair(int bound) {
        SplitMix64 random = new SplitMix64(5);
        int draws = 300_000;
        int[] counts = new int[bound];
        for (int i = 0; i < draws; i++) {
            counts[random.below(bound)]++;
        }
        double mean = (double) draws / bound;
        double tolerance = 5.33 * Math.sqrt(mean * (1 - 1.0 / bound));
        for (int count : counts) {
            assertThat((double) count).isBetween(mean - tolerance, mean + tolerance);
        }
    }

    /**
     * Without rejection numbers of one remainder would come up in 2 of 8 cases. z = 5.33: one of three counts of a fair
     * generator is off with probability 3e-7.
     */
    @Test
    void largeBoundsAreFairToo() {
        SplitMix64 random = new SplitMix64(6);
        int draws = 30_000;
        int[] counts = new int[3];
        for (int i = 0; i < draws; i++) {
            counts[random.below(3 << 29) % 3]++;
        }
        double tolerance = 5.33 * Math.sqrt(draws * 2 / 9.0);
        for (int count : counts) {
            assertThat((double) count).isBetween(draws / 3.0 - tolerance, draws / 3.0 + tolerance);
        }
        assertThat(random.below(1)).isZero();
    }
}
