package io.psephos.coordinator.round;

import io.psephos.aggregation.staleness.StalenessWeight;
import io.psephos.aggregation.staleness.StalenessWeights;
import io.psephos.coordinator.job.Standing;
import io.psephos.coordinator.journal.ClientTally;
import io.psephos.protocol.JobSpec;
import io.psephos.robustness.filter.FilterState;
import io.psephos.robustness.filter.FilterState.Agreement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The statistics of a job's clients, from their update counts and from filter state. */
final class ClientStatistics {
    private final FilterState known;
    private final double threshold;
    private final StalenessWeight dampening;
    private final boolean isDampened;

    ClientStatistics(JobSpec spec, FilterState known) {
        this.known = known;
        this.dampening = StalenessWeights.of(spec.aggregation().dampening());
        this.isDampened = spec.aggregation().isDampened();
        this.threshold = spec.participants().hasRoster()
                ? known.lipschitz()
                        .threshold(
                                spec.participants().roster().size(),
                                spec.robustness().byzantine())
                : Double.POSITIVE_INFINITY;
    }

    List<Standing> of(List<ClientTally> tallies) {
        return tallies.stream().map(this::of).toList();
    }

    private Standing of(ClientTally tally) {
        long refused =
                tally.refused().values().stream().mapToLong(Integer::longValue).sum();
        long verdicts = tally.accepted() + refused;
        Agreement agreement = known.agreements().get(tally.client());
        Double coefficient = known.lipschitz().coefficients().get(tally.client());
        return new Standing(
                tally.client(),
                tally.accepted(),
                tally.refused(),
                verdicts == 0 ? null : Double.valueOf((double) tally.accepted() / verdicts),
                coefficient,
                coefficient == null ? null : finite(threshold),
                tally.staleness(),
                isDampened && tally.staleness() != null ? Double.valueOf(dampening.at(tally.staleness())) : null,
                agreement == null ? null : Double.valueOf(agreement.mean()));
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? Double.valueOf(value) : null;
    }
}
