package io.psephos.robustness.aggregator;

import io.psephos.aggregation.Aggregate;
import io.psephos.aggregation.ClientUpdate;
import io.psephos.aggregation.Fold;
import io.psephos.compression.Dense;
import io.psephos.robustness.vector.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A fold that keeps updates in the form in which they travelled and combines them in the order of their clients' ids,
 * so that the order of arrival changes nothing. Memory is that of the payloads, and is let go by {@link #finish}.
 */
final class BufferedFold implements Fold {
    // Two updates of one client stand in the order of their values: all that is left to tell them apart.
    private static final Comparator<ClientUpdate> BY_CLIENT = Comparator.comparing(
                    (ClientUpdate update) -> update.client().toString())
            .thenComparingLong(ClientUpdate::exampleCount)
            .thenComparingDouble(ClientUpdate::dampening)
            .thenComparing(update -> update.payload().toDense(), Arrays::compare);

    private final RobustAggregator aggregator;
    private final int parameterCount;
    private List<ClientUpdate> updates = new ArrayList<>();

    BufferedFold(RobustAggregator aggregator, int parameterCount) {
        if (parameterCount < 1) {
            throw new IllegalArgumentException("parameter count must be >= 1, was " + parameterCount);
        }
        this.aggregator = aggregator;
        this.parameterCount = parameterCount;
    }

    @Override
    public void add(ClientUpdate update) {
        if (update.payload().count() != parameterCount) {
            throw new IllegalArgumentException("an update here has " + parameterCount + " coordinates, had "
                    + update.payload().count());
        }
        updates.add(update);
    }

    @Override
    public void merge(Fold other) {
        if (!(other instanceof BufferedFold buffered)
                || buffered.parameterCount != parameterCount
                || !buffered.aggregator.equals(aggregator)) {
            throw new IllegalArgumentException("only folds of the same aggregator merge");
        }
        updates.addAll(buffered.updates);
    }

    /** The vectors times their dampening, as in a mean over the undampened weight. */
    private static Vectors dampened(Vectors vectors, List<ClientUpdate> updates) {
        double[] factors = updates.stream().mapToDouble(ClientUpdate::dampening).toArray();
        return Arrays.stream(factors).allMatch(factor -> factor == 1) ? vectors : vectors.scaled(factors);
    }

    @Override
    public int size() {
        return updates.size();
    }

    @Override
    public Aggregate finish() {
        if (updates.isEmpty()) {
            throw new IllegalStateException("no update to aggregate");
        }
        List<ClientUpdate> all = updates;
        updates = new ArrayList<>();
        all.sort(BY_CLIENT);
        Vectors vectors = Vectors.ofPayloads(
                all.stream().map(ClientUpdate::payload).toList(),
                all.stream().mapToDouble(aggregator::weightOf).toArray());
        Combination combined = aggregator.combine(dampened(vectors, all));
        return new Aggregate(new Dense(combined.vector()), all.size(), null, combined.unsettled());
    }
}
