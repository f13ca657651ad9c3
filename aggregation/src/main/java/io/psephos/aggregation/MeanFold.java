package io.psephos.aggregation;

import io.psephos.compression.Dense;
import io.psephos.compression.Payload;
import io.psephos.protocol.JobSpec;

/**
 * A weighted sum in fixed point, so that neither order nor grouping of the additions changes a bit.
 *
 * <p>An addend is weight × coordinate in double, limited to ±2³⁴. It is split into a coarse part, a multiple of 2⁻⁸, and
 * a fine part, the nearest multiple of 2⁻⁵¹ to the rest; each part is a whole number below 2⁴³ in its own sum, which
 * therefore holds 2²⁰ updates without overflow.
 */
final class MeanFold implements Fold {
    private static final int MAX_UPDATES = 1 << 20;
    private static final double MAX_ADDEND = 0x1p34;
    private static final double COARSE = 0x1p8;
    private static final double FINE = 0x1p51;

    private final JobSpec.Weights weights;
    private final long[] coarse;
    private final long[] fine;
    private long totalWeight;
    private int size;

    MeanFold(int parameterCount, JobSpec.Weights weights) {
        if (parameterCount < 1) {
            throw new IllegalArgumentException("parameter count must be >= 1, was " + parameterCount);
        }
        this.weights = weights;
        this.coarse = new long[parameterCount];
        this.fine = new long[parameterCount];
    }

    @Override
    public void add(ClientUpdate update) {
        Payload payload = update.payload();
        if (payload.count() != coarse.length) {
            throw new IllegalArgumentException(
                    "an update here has " + coarse.length + " coordinates, had " + payload.count());
        }
        long weight = weights == JobSpec.Weights.EXAMPLES ? update.weight() : 1;
        grow(1, weight);
        addAll(payload instanceof Dense dense ? dense.values() : payload.toDense(), weight);
    }

    @Override
    public void merge(Fold other) {
        if (!(other instanceof MeanFold mean) || mean.coarse.length != coarse.length || mean.weights != weights) {
            throw new IllegalArgumentException("only folds of the same aggregator merge");
        }
        grow(mean.size, mean.totalWeight);
        for (int i = 0; i < coarse.length; i++) {
            coarse[i] += mean.coarse[i];
            fine[i] += mean.fine[i];
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
        float[] mean = new float[coarse.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) ((coarse[i] / COARSE + fine[i] / FINE) / totalWeight);
        }
        return new Aggregate(new Dense(mean), size, null);
    }

    private void grow(int updates, long weight) {
        if (updates > MAX_UPDATES - size) {
            throw new IllegalStateException(
                    "a mean holds " + MAX_UPDATES + " updates, would have " + updates + " more than " + size);
        }
        totalWeight = Math.addExact(totalWeight, weight);
        size += updates;
    }

    private void addAll(float[] values, double weight) {
        for (int i = 0; i < values.length; i++) {
            double addend = Math.max(-MAX_ADDEND, Math.min(MAX_ADDEND, weight * values[i]));
            double whole = Math.rint(addend * COARSE);
            coarse[i] += (long) whole;
            fine[i] += (long) Math.rint((addend - whole / COARSE) * FINE);
        }
    }
}
