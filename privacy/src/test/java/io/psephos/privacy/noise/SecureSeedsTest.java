package io.psephos.privacy.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SecureSeedsTest {

    /** 40,000 random longs collide with a probability below 1e-10. */
    @Test
    void givesEverySeedOnceToManyThreads() {
        SecureSeeds seeds = new SecureSeeds();
        Set<Long> given = ConcurrentHashMap.newKeySet();

        IntStream.range(0, 40_000).parallel().forEach(i -> given.add(seeds.getAsLong()));

        assertThat(given).hasSize(40_000);
    }

    @Test
    void differsFromInstanceToInstance() {
        assertThat(new SecureSeeds().getAsLong()).isNotEqualTo(new SecureSeeds().getAsLong());
    }

    /** z = 6.5 on each of 64 bits: fair bits fail with a probability of about 64 · 8e-11, since no seed can be fixed. */
    @Test
    void setsEveryBitHalfOfTheTime() {
        SecureSeeds seeds = new SecureSeeds();
        int n = 20_000;
        int[] ones = new int[Long.SIZE];
        for (int i = 0; i < n; i++) {
            long seed = seeds.getAsLong();
            for (int bit = 0; bit < Long.SIZE; bit++) {
                ones[bit] += (int) (seed >>> bit & 1);
            }
        }

        for (int bit = 0; bit < Long.SIZE; bit++) {
            assertThat((double) ones[bit]).as("bit %d", bit).isCloseTo(n / 2.0, within(6.5 * Math.sqrt(n) / 2));
        }
    }
}
