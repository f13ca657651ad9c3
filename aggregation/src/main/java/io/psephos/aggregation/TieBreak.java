package io.psephos.aggregation;

import io.psephos.protocol.JobSpec;

/**
 * The rule for tied coordinates.
 *
 * @param seed of the coins
 */
record TieBreak(JobSpec.Ties ties, long seed) {

    /** Whether a tied coordinate may stay zero. */
    boolean keepsZero() {
        return ties == JobSpec.Ties.ZERO;
    }

    /** The coordinates of word w that a tie turns to +1, whoever voted and in whatever order. */
    long plus(int w) {
        return switch (ties) {
            case ZERO -> 0;
            case PLUS_ONE -> -1L;
            case COIN -> coins(w);
        };
    }

    /** Word w of the stream of SplitMix64 (Steele, Lea and Flood, 2014). */
    private long coins(int w) {
        long z = seed + (w + 1) * 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
