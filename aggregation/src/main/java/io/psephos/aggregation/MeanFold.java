package io.psephos.aggregation;

import io.psephos.compression.Dense;
import io.psephos.compression.Payload;
import io.psephos.compression.ScaledTernary;
import io.psephos.compression.Sparse;
import io.psephos.protocol.JobSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fold of a weighted mean: a weighted sum in fixed point, over the weight that updates would have if none were
 * dampened. Sparse updates are kept as they are until the sum of d coordinates takes no more room than they; ternary
 * ones whose scales all agree are counted in planes. Whatever the way, the bits are the same.
 */
final class MeanFold implements Fold {
    private static final int BYTES_A_KEPT = Integer.BYTES + Float.BYTES;
    private static final int BYTES_A_SUM = 2 * Long.BYTES;

    private final int parameterCount;
    private final JobSpec.Weights weights;
    private final List<Kept> kept = new ArrayList<>();
    private long keptCoordinates;
    private @Nullable FixedSums sums;
    private @Nullable TernaryCounts counts;
    private long totalWeight;
    private int size;

    MeanFold(int parameterCount, JobSpec.Weights weights) {
        if (parameterCount < 1) {
            throw new IllegalArgumentException("parameter count must be >= 1, was " + parameterCount);
        }
        this.parameterCount = parameterCount;
        this.weights = weights;
    }

    @Override
    public void add(ClientUpdate update) {
        Payload payload = update.payload();
        if (payload.count() != parameterCount) {
            throw new IllegalArgumentException(
                    "an update here has " + parameterCount + " coordinates, had " + payload.count());
        }
        long weight = weights == JobSpec.Weights.EXAMPLES ? update.weight() : 1;
        grow(1, weight);
        double share = weight * update.dampening();
        if (payload instanceof Sparse sparse) {
            keep(new Kept(sparse, share));
        } else if (!(payload instanceof ScaledTernary ternary && update.dampening() == 1 && count(ternary))) {
            sums().add(payload instanceof Dense dense ? dense.values() : payload.toDense(), share);
        }
    }

    @Override
    public void merge(Fold other) {
        if (!(other instanceof MeanFold mean) || mean.parameterCount != parameterCount || mean.weights != weights) {
            throw new IllegalArgumentException("only folds of the same aggregator merge");
        }
        grow(mean.size, mean.totalWeight);
        mean.kept.forEach(this::keep);
        if (mean.sums != null) {
            sums().add(mean.sums);
        }
        if (mean.counts != null) {
            if (counts == null) {
                counts = mean.counts;
            } else if (counts.share(mean.counts.blocks())) {
                counts.merge(mean.counts);
            } else {
                mean.counts.addTo(sums());
            }
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Aggregate finish() {
        if (size == 0) {
            throw new IllegalStateException("no update to aggregate");
        }
        FixedSums all = sums();
        if (counts != null) {
            counts.addTo(all);
        }
        return new Aggregate(new Dense(all.dividedBy(totalWeight)), size, null);
    }

    /** Approximate memory of the updates so far, in bytes. */
    long bytes() {
        return keptCoordinates * BYTES_A_KEPT + (sums == null ? 0 : (long) BYTES_A_SUM * parameterCount);
    }

    private void grow(int updates, long weight) {
        if (updates > FixedSums.MAX_ADDENDS - size) {
            throw new IllegalStateException(
                    "a mean holds " + FixedSums.MAX_ADDENDS + " updates, would have " + updates + " more than " + size);
        }
        totalWeight = Math.addExact(totalWeight, weight);
        size += updates;
    }

    private void keep(Kept update) {
        if (sums != null) {
            update.addTo(sums);
            return;
        }
        kept.add(update);
        keptCoordinates += update.sparse.indices().length;
        if (keptCoordinates * BYTES_A_KEPT > (long) BYTES_A_SUM * parameterCount) {
            sums();
        }
    }

    /** Whether the update was counted in planes, as it is if its scales are those of the first. */
    private boolean count(ScaledTernary ternary) {
        if (weights != JobSpec.Weights.UNIFORM) {
            return false;
        }
        TernaryCounts planes = counts;
        if (planes == null) {
            planes = new TernaryCounts(ternary.blocks());
            counts = planes;
        }
        boolean shared = planes.share(ternary.blocks());
        if (shared) {
            planes.add(ternary);
        }
        return shared;
    }

    /** The sums, with all that was kept added to them. */
    private FixedSums sums() {
        FixedSums dense = sums;
        if (dense == null) {
            dense = new FixedSums(parameterCount);
            sums = dense;
            for (Kept update : kept) {
                update.addTo(dense);
            }
            kept.clear();
            keptCoordinates = 0;
        }
        return dense;
    }

    private record Kept(Sparse sparse, double weight) {
        void addTo(FixedSums sums) {
            sums.add(sparse.indices(), sparse.values(), weight);
        }
    }
}
