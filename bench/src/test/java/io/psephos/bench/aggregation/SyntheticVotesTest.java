package io.psephos.bench.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ways of counting that are measured against each other count the same. */
final class SyntheticVotesTest {

    @ParameterizedTest
    @CsvSource({"1,1", "100,2", "64,7", "4097,63", "33000,9"})
    void allWaysOfCountingAgree(int parameterCount, int voters) {
        SyntheticVotes votes = new SyntheticVotes(parameterCount, voters, voters, voters, 5);
        int[] counts = new int[parameterCount];
        float[] sums = new float[parameterCount];
        votes.countBits(counts);
        votes.addFloats(sums);
        float[] majority = votes.majority().direction().toDense();
        assertThat(votes.baselineVoters()).isEqualTo(voters);
        for (int i = 0; i < parameterCount; i++) {
            assertThat(sums[i]).isEqualTo(2f * counts[i] - voters);
            assertThat(majority[i]).isEqualTo(Math.signum(sums[i]));
        }
        assertThat(IntStream.of(counts).sum()).isBetween(0, parameterCount * voters);
    }
}
