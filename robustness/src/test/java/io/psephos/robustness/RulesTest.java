package io.psephos.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.protocol.Choice;
import io.psephos.protocol.JobSpec.Weights;
import io.psephos.protocol.PreAggregationKind;
import io.psephos.protocol.Rule;
import io.psephos.robustness.aggregator.RobustAggregator;
import io.psephos.robustness.preaggregation.Bucketing;
import io.psephos.robustness.vector.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RulesTest {

    /** Every rule under every chain of one or two stages, with outliers that no stage lets through. */
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"MAJORITY_VOTE", "VOTE_MEAN", "WEIGHTED_MEAN", "FLTRUST", "EXTENSION"})
    void everyRuleGoesWithEveryStage(Rule rule) {
        float[][] rows = new float[19][40];
        Random random = new Random(1);
        for (int i = 0; i < rows.length; i++) {
            for (int c = 0; c < 40; c++) {
                rows[i][c] = i < 2 ? 1e30f : 1 + 0.1f * (float) random.nextGaussian();
            }
        }
        for (List<Choice<PreAggregationKind>> chain : chains()) {
            RobustAggregator aggregator =
                    new RobustAggregator(Rules.rule(Choice.of(rule)), Rules.stages(chain, 5), 2, Weights.UNIFORM);
            float[] result = aggregator.combine(Vectors.of(rows)).vector();
            for (float value : result) {
                assertThat(value).as("%s", chain).isBetween(-5f, 5f);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MAJORITY_VOTE", "VOTE_MEAN"})
    void rulesThatCountVotesLookAtNoVectors(Rule rule) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rules.rule(Choice.of(rule)))
                .withMessageContaining(rule.word());
    }

    @ParameterizedTest
    @EnumSource
    void everyRuleThatIsRobustSaysWhenItBreaksDown(Rule rule) {
        assertThat(Rules.breakdown(rule).isPresent()).isEqualTo(rule.isRobust());
    }

    @ParameterizedTest
    @EnumSource
    void everyStageHasItsSeedAndItsOptions(PreAggregationKind kind) {
        assertThat(Rules.stages(List.of(Choice.of(kind)), 3)).hasSize(1);
        Choice<PreAggregationKind> buckets =
                Choice.of(PreAggregationKind.BUCKETING).with("size", 4);
        assertThat(Rules.stages(List.of(buckets), 3).get(0)).isInstanceOf(Bucketing.class);
        assertThat(Rules.stages(List.of(buckets), 3).get(0).countAfter(10, 1)).isEqualTo(3);
    }

    private static List<List<Choice<PreAggregationKind>>> chains() {
        List<List<Choice<PreAggregationKind>>> chains = new ArrayList<>();
        chains.add(List.of());
        for (PreAggregationKind first : PreAggregationKind.values()) {
            Choice<PreAggregationKind> one = choice(first);
            chains.add(List.of(one));
            for (PreAggregationKind second : PreAggregationKind.values()) {
                if (first != PreAggregationKind.BUCKETING && second != PreAggregationKind.BUCKETING) {
                    chains.add(List.of(one, choice(second)));
                }
            }
        }
        return chains;
    }

    /** Buckets of one, so that enough are left for every rule; their sizes have tests of their own. */
    private static Choice<PreAggregationKind> choice(PreAggregationKind kind) {
        return kind == PreAggregationKind.BUCKETING ? Choice.of(kind).with("size", 1) : Choice.of(kind);
    }
}
