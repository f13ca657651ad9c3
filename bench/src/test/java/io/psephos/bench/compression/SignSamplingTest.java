package io.psephos.bench.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The ways of casting that are measured against each other draw votes of the same distribution. */
final class SignSamplingTest {
    private static final int N = 20_000;
    private static final int REPETITIONS = 64;

    /**
     * Means of 64 votes a coordinate, compared over all coordinates. The sum of squared differences of two such means
     * has the mean 2(1 − p²)/64 a coordinate; 10 % is more than 4.42 standard deviations, false alarm below 1e-5.
     */
    @Test
    void bothWaysCastVotesOfTheSameMean() {
        SignSampling sampling = new SignSampling(N, 3);
        float[] product = new float[N];
        float[] jdk = new float[N];
        for (int i = 0; i < REPETITIONS; i++) {
            sampling.cast().addTo(product, 1f / REPETITIONS);
            sampling.castByNextFloat().addTo(jdk, 1f / REPETITIONS);
        }
        double squares = 0;
        double expected = 0;
        for (int i = 0; i < N; i++) {
            double mean = (product[i] + jdk[i]) / 2.0;
            squares += (product[i] - jdk[i]) * (double) (product[i] - jdk[i]);
            expected += 2 * (1 - mean * mean) / REPETITIONS;
        }
        assertThat(squares / expected).isCloseTo(1, within(0.1));
    }
}
