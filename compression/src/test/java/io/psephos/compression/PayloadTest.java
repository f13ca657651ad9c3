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

    @Test
    void denseUpdatesAddTheirProduct() {
        float[] sums = {1, 2};
        new Dense(new float[] {0.5f, -4}).addTo(sums, 2);
        assertThat(sums).containsExactly(2, -6);
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
}
