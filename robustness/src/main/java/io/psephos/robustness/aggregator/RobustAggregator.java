package io.psephos.robustness.aggregator;

import io.psephos.aggregation.Aggregator;
import io.psephos.aggregation.ClientUpdate;
import io.psephos.aggregation.Fold;
import io.psephos.protocol.JobSpec.Weights;
import io.psephos.robustness.preaggregation.PreAggregation;
import io.psephos.robustness.vector.Vectors;
import java.util.List;

/**
 * An aggregator that applies a rule to all updates of a round, after stages that prepare them. Needs memory for the
 * payloads of a round: of floats 4·n·d bytes, as much again where a stage or a rule makes new vectors of them.
 *
 * @param stages before the rule, first to last
 * @param byzantine f: how many of the updates may be Byzantine
 * @param weights whether vectors are weighted by examples; only {@link GeometricMedian} uses weights
 */
public record RobustAggregator(VectorRule rule, List<PreAggregation> stages, int byzantine, Weights weights)
        implements Aggregator {

    public RobustAggregator {
        stages = List.copyOf(stages);
        if (byzantine < 0) {
            throw new IllegalArgumentException("the number of Byzantine updates must be >= 0, was " + byzantine);
        }
    }

    /** An aggregator of the rule alone, every update with the same weight. */
    public RobustAggregator(VectorRule rule, int byzantine) {
        this(rule, List.of(), byzantine, Weights.UNIFORM);
    }

    @Override
    public Fold open(int parameterCount) {
        return new BufferedFold(this, parameterCount);
    }

    /** The vector that the rule makes of these after all stages. */
    public Combination combine(Vectors vectors) {
        Vectors prepared = vectors;
        for (PreAggregation stage : stages) {
            prepared = stage.mix(prepared, byzantine);
        }
        return rule.combination(prepared, byzantine);
    }

    double weightOf(ClientUpdate update) {
        return weights == Weights.EXAMPLES ? update.weight() : 1;
    }
}
