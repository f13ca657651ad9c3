package io.psephos.protocol;

/**
 * How b of each tensor follows the magnitudes that clients report: by nearest rank, times a factor.
 *
 * @param rank q, a share: of n reports the ⌈q·n⌉-th smallest counts
 */
public record AdaptiveB(double rank, double factor) {}
