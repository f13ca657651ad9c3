package io.psephos.protocol;

import java.util.Arrays;

/**
 * Takes b of each tensor from the magnitudes that clients reported: by nearest rank, times a factor.
 *
 * @param rank q, a share: of n reports the ⌈q·n⌉-th smallest counts
 */
public record AdaptiveB(double rank, double factor) {

    /**
     * b of the reports of one tensor.
     *
     * @param byzantine f: never one of the f largest counts, whatever the rank
     */
    public double of(double[] reports, int byzantine) {
        double[] sorted = reports.clone();
        Arrays.sort(sorted);
        int place = Math.min((int) Math.ceil(rank * sorted.length - 1e-9), sorted.length - byzantine);
        return sorted[Math.max(1, Math.min(place, sorted.length)) - 1] * factor;
    }
}
