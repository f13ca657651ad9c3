package io.psephos.aggregation;

import java.util.List;

/**
 * The margins of a vote, over all coordinates; the margin of a coordinate is |votes for − votes against| / voters, each
 * voter with its weight.
 *
 * @param mean of the margins
 * @param ties share of coordinates with margin 0
 * @param unanimous share of coordinates with margin 1
 * @param histogram shares of coordinates with a margin from k/10 to below (k + 1)/10 for k = 0 to 9, the last with 1;
 *     empty in journals written before there were histograms
 */
public record VoteMargins(double mean, double ties, double unanimous, List<Double> histogram) {
    public VoteMargins {
        histogram = List.copyOf(histogram);
    }
}
