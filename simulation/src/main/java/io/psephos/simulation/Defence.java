package io.psephos.simulation;

import io.psephos.aggregation.Aggregate;
import io.psephos.aggregation.Aggregator;
import io.psephos.aggregation.Aggregators;
import io.psephos.aggregation.ClientUpdate;
import io.psephos.aggregation.Fold;
import io.psephos.compression.sign.Sign;
import io.psephos.protocol.JobSpec;

/** The rule of a job as attackers try it: over updates that were not compressed yet. */
final class Defence {
    private Defence() {}

    static Aggregator of(JobSpec spec) {
        Aggregator rule =
                Aggregators.of(spec.aggregation(), 0, spec.aggregation().maxVotes());
        return spec.codec().scheme().isVote() ? d -> new Votes(rule.open(d)) : rule;
    }

    /** Votes by the signs of what comes in. */
    private record Votes(Fold fold) implements Fold {
        @Override
        public void add(ClientUpdate update) {
            fold.add(new ClientUpdate(
                    update.client(), new Sign(() -> 0).compress(update.payload().toDense()), update.exampleCount()));
        }

        @Override
        public void merge(Fold other) {
            fold.merge(((Votes) other).fold);
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
