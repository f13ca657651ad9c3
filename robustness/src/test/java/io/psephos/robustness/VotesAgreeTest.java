package io.psephos.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.aggregation.Aggregator;
import io.psephos.aggregation.ClientUpdate;
import io.psephos.aggregation.Fold;
import io.psephos.aggregation.MajorityVote;
import io.psephos.compression.Payload;
import io.psephos.compression.Signs;
import io.psephos.compression.Ternary;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobSpec.Ties;
import io.psephos.robustness.aggregator.CoordinateMedian;
import io.psephos.robustness.aggregator.RobustAggregator;
import io.psephos.robustness.aggregator.TrimmedMean;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Votes are different: a median or a trimmed mean of ±1 says no more than their majority. */
final class VotesAgreeTest {
    private static final int LENGTH = 2_000;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 10, 11, 30, 31})
    void medianTrimmedMeanAndMajorityHaveTheSameSigns(int voters) {
        List<ClientUpdate> votes = votes(voters, new Random(voters));
        float[] majority = combine(new MajorityVote(Ties.ZERO, 1), votes);
        float[] median = combine(new RobustAggregator(new CoordinateMedian(), 0), votes);
        for (int i = 0; i < LENGTH; i++) {
            assertThat(Math.signum(median[i])).isEqualTo(majority[i]);
        }
        for (int byzantine = 0; 2 * byzantine < voters; byzantine++) {
            float[] trimmed = combine(new RobustAggregator(new TrimmedMean(), byzantine), votes);
            for (int i = 0; i < LENGTH; i++) {
                assertThat(Math.signum(trimmed[i])).isEqualTo(majority[i]);
            }
        }
    }

    /** With votes of zero they part: a majority needs one vote more for than against, a median more than half of all. */
    @Test
    void abstentionsAreTheException() {
        List<ClientUpdate> votes = IntStream.range(0, 5)
                .mapToObj(i -> update(i, new Ternary(1, new long[] {i < 2 ? 1 : 0}, new long[] {i == 2 ? 1 : 0})))
                .toList();
        assertThat(combine(new MajorityVote(Ties.ZERO, 1), votes)).containsExactly(1);
        assertThat(combine(new RobustAggregator(new CoordinateMedian(), 0), votes))
                .containsExactly(0);
    }

    private static List<ClientUpdate> votes(int voters, Random random) {
        return IntStream.range(0, voters)
                .mapToObj(i -> {
                    long[] words = new long[(LENGTH + 63) / 64];
                    for (int c = 0; c < LENGTH; c++) {
                        words[c / 64] |= (random.nextInt(100) < c % 101 ? 1L : 0) << c;
                    }
                    return update(i, new Signs(LENGTH, words));
                })
                .toList();
    }

    private static ClientUpdate update(int client, Payload payload) {
        return new ClientUpdate(new ClientId("c-" + client), payload, 1);
    }

    private static float[] combine(Aggregator aggregator, List<ClientUpdate> updates) {
        Fold fold = aggregator.open(updates.get(0).payload().count());
        updates.forEach(fold::add);
        return fold.finish().direction().toDense();
    }
}
