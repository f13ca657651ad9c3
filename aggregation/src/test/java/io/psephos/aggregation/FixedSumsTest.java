package io.psephos.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FixedSumsTest {
    private static final int COUNT = 5_000;

    /** Blocks within the limit and beyond it have the bits of one coordinate after the other, which is always limited. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 60, 0.3, -2, 0, 1e-9, 1e-40, 0x1p20})
    void addsBlocksAsSingleCoordinates(double weight) {
        SplittableRandom random = new SplittableRandom(7);
        float limit = (float) (0x1p34 / weight);
        float[] values = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            values[i] = (float) (random.nextGaussian() * Math.pow(2, random.nextInt(-40, 20)));
        }
        // With smaller weights the first of three blocks stays within the limit.
        float[] edges = {
            limit, -limit, Math.nextUp(limit), limit / 2, Math.nextDown(limit / 2), -limit * 4, Float.MAX_VALUE, 0, -0f
        };
        System.arraycopy(edges, 0, values, 2_100, edges.length);
        values[COUNT - 1] = -Float.MAX_VALUE;
        FixedSums blocks = new FixedSums(COUNT);
        FixedSums single = new FixedSums(COUNT);

        for (int repeat = 0; repeat < 3; repeat++) {
            blocks.add(values, weight);
            for (int i = 0; i < COUNT; i++) {
                single.add(i, weight * values[i], 1);
            }
        }

        assertThat(blocks.dividedBy(3)).containsExactly(single.dividedBy(3));
    }
}
