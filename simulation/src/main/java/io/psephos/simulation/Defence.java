package io.psephos.simulation;

import io.psephos.aggregation.Aggregate;
import io.psephos.aggregation.Aggregator;
import io.psephos.aggregation.ClientUpdate;
import io.psephos.aggregation.Fold;
import io.psephos.compression.sign.Sign;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Rule;
import io.psephos.robustness.Rules;
import java.util.List;

/** The aggregation rule of a job as attackers try it, over updates that are not compressed yet. */
@FunctionalInterface
interface Defence {

    /**
     * The aggregator of the round.
     *
     * @param last what the server subtracted last; empty for none
     * @param honest updates of the round, whose mean stands for an update of the server's own
     */
    Aggregator against(float[] last, List<float[]> honest);

    /** The rule of the job; what the server draws at random in the round stays unknown to attackers. */
    static Defence of(JobSpec spec) {
        boolean trusts = spec.aggregation().rule() == Rule.FLTRUST;
        return (last, honest) -> {
            float[] root = trusts ? mean(honest) : new float[0];
            Aggregator rule = Rules.aggregator(
                    spec, new Rules.RoundInputs(0, dividedBy(spec.optimizer().learningRate(), last), () -> root));
            return spec.codec().scheme().isVote() ? d -> new Votes(rule.open(d)) : rule;
        };
    }

    private static float[] dividedBy(double rate, float[] step) {
        float[] direction = new float[step.length];
        for (int i = 0; i < direction.length; i++) {
            direction[i] = (float) (step[i] / rate);
        }
        return direction;
    }

    private static float[] mean(List<float[]> vectors) {
        float[] mean = new float[vectors.get(0).length];
        for (float[] vector : vectors) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += vector[i] / vectors.size();
            }
        }
        return mean;
    }

    /** A fold of votes by the signs of floats. */
    record Votes(Fold fold) implements Fold {
        @Override
        public void add(ClientUpdate update) {
            fold.add(new ClientUpdate(
                    update.client(), new Sign(() -> 0).compress(update.payload().toDense()), update.exampleCount()));
        }

        @Override
        public void merge(Fold other) {
            if (!(other instanceof Votes votes)) {
                throw new IllegalArgumentException("only folds of the same aggregator merge");
            }
            fold.merge(votes.fold);
        }

        @Override
        public int size() {
            return fold.size();
        }

        @Override
        public Aggregate finish() {
            return fold.finish();
        }
    }
}
