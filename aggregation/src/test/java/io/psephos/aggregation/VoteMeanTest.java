package io.psephos.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.compression.Dense;
import io.psephos.compression.Payload;
import io.psephos.protocol.JobSpec.Ties;
import io.psephos.protocol.Row;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class VoteMeanTest {

    @Nested
    final class OfSigns extends AggregatorContract {
        @Override
        Aggregator aggregator() {
            return new VoteMean();
        }

        @Override
        Payload payload(int count, Random random) {
            return Votes.signs(count, random);
        }

        @Override
        float[] reference(List<ClientUpdate> updates) {
            return mean(updates, 1);
        }
    }

    @Nested
    final class OfBothKinds extends AggregatorContract {
        @Override
        Aggregator aggregator() {
            return new VoteMean();
        }

        @Override
        Payload payload(int count, Random random) {
            return random.nextBoolean() ? Votes.signs(count, random) : Votes.ternary(count, random);
        }

        @Override
        float[] reference(List<ClientUpdate> updates) {
            return mean(updates, 1);
        }
    }

    @Nested
    final class OfWeightedVotes extends AggregatorContract {
        @Override
        Aggregator aggregator() {
            return new VoteMean(600);
        }

        @Override
        Payload payload(int count, Random random) {
            return random.nextBoolean() ? Votes.signs(count, random) : Votes.ternary(count, random);
        }

        @Override
        float[] reference(List<ClientUpdate> updates) {
            return mean(updates, 600);
        }
    }

    @Row("aggregation.rule vote-mean")
    @Test
    void marginsAreThoseOfTheMajority() {
        Random random = new Random(3);
        Fold mean = new VoteMean(4).open(500);
        Fold majority = new MajorityVote(Ties.ZERO, 0, 4).open(500);
        for (int i = 0; i < 20; i++) {
            ClientUpdate update = AggregatorContract.update(i, Votes.ternary(500, random), i);
            mean.add(update);
            majority.add(update);
        }
        assertThat(mean.finish().margins()).isEqualTo(majority.finish().margins());
    }

    @Test
    void floatsHaveNoVote() {
        Fold fold = new VoteMean().open(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fold.add(AggregatorContract.update(0, new Dense(new float[] {1, 2}), 1)))
                .withMessageContaining("Dense");
        assertThat(fold.size()).isZero();
    }

    private static float[] mean(List<ClientUpdate> updates, int maxVotes) {
        int[] sums = Votes.sums(updates, maxVotes);
        int total = updates.stream().mapToInt(u -> Votes.weight(u, maxVotes)).sum();
        float[] mean = new float[sums.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) ((double) sums[i] / total);
        }
        return mean;
    }
}
