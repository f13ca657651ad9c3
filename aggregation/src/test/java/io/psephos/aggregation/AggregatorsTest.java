package io.psephos.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.JobSpec.Aggregation;
import io.psephos.protocol.JobSpec.Ties;
import io.psephos.protocol.JobSpec.Weights;
import io.psephos.protocol.Row;
import io.psephos.protocol.Rule;
import org.junit.jupiter.api.Test;

final class AggregatorsTest {

    @Row({"aggregation.rule majority-vote", "aggregation.rule vote-mean", "aggregation.rule weighted-mean"})
    @Test
    void theJobFileNamesThem() {
        assertThat(of(Rule.WEIGHTED_MEAN, Weights.UNIFORM, 1)).isInstanceOf(WeightedMean.class);
        assertThat(of(Rule.MAJORITY_VOTE, Weights.UNIFORM, 1)).isInstanceOf(MajorityVote.class);
        assertThat(of(Rule.VOTE_MEAN, Weights.UNIFORM, 1)).isInstanceOf(VoteMean.class);
    }

    /** Two votes: one for with three examples, one against with one. */
    @Row({"weights uniform", "weights examples"})
    @Test
    void examplesWeighVotesOnlyWhereTheJobSaysSo() {
        assertThat(direction(of(Rule.VOTE_MEAN, Weights.EXAMPLES, 9))).isEqualTo(0.5f);
        assertThat(direction(of(Rule.VOTE_MEAN, Weights.EXAMPLES, 1))).isZero();
        assertThat(direction(of(Rule.VOTE_MEAN, Weights.UNIFORM, 9))).isZero();
        assertThat(direction(of(Rule.MAJORITY_VOTE, Weights.EXAMPLES, 2))).isEqualTo(1);
        assertThat(direction(of(Rule.MAJORITY_VOTE, Weights.UNIFORM, 2))).isZero();
        assertThat(direction(Aggregators.of(new Aggregation(Rule.VOTE_MEAN, Ties.ZERO, Weights.EXAMPLES), 0)))
                .isZero();
    }

    private static Aggregator of(Rule rule, Weights weights, int maxVotes) {
        return Aggregators.of(new Aggregation(rule, Ties.ZERO, weights), 0, maxVotes);
    }

    private static float direction(Aggregator aggregator) {
        Fold fold = aggregator.open(1);
        fold.add(AggregatorContract.update(0, Votes.of(1), 3));
        fold.add(AggregatorContract.update(1, Votes.of(-1), 1));
        return fold.finish().direction().toDense()[0];
    }
}
