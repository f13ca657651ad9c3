package io.psephos.robustness.aggregator;

/**
 * A vector that a rule made, and how far it is from done.
 *
 * @param unsettled the pull that was left where a rule that iterates stopped before its vector stood; 0 for all else
 */
public record Combination(float[] vector, double unsettled) {}
