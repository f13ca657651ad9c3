package io.psephos.protocol;

/**
 * The rule by which b of each tensor follows the magnitudes that clients report: a nearest-rank quantile, times a
 * factor.
 *
 * @param rank q, a share: of n reports the ⌈q·n⌉-th smallest counts
 */
public record AdaptiveB(double rank, double factor) {}
