package io.psephos.aggregation;

/**
 * How clear a vote was, over all coordinates; the margin of a coordinate is |votes for − votes against| / voters, each
 * voter with its weight.
 *
 * @param mean of the margins
 * @param ties share of coordinates with margin 0
 * @param unanimous share of coordinates with margin 1
 */
public record VoteMargins(double mean, double ties, double unanimous) {}
