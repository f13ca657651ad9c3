package io.psephos.protocol;

import java.util.List;

/** How updates are combined; {@code robustness} has those that Byzantine clients cannot move. */
public enum Rule implements Choice.Kind {
    MAJORITY_VOTE,
    VOTE_MEAN,
    WEIGHTED_MEAN,
    COORDINATE_MEDIAN,
    TRIMMED_MEAN,
    GEOMETRIC_MEDIAN(Option.number("smoothing", 1e-6, 1e-12, 1e6), Option.whole("iterations", 32, 1, 10_000)),
    KRUM,
    /** 0 selects n − f. */
    MULTI_KRUM(Option.whole("selected", 0, 0, 1_000_000)),
    BULYAN,
    CENTERED_CLIPPING(Option.number("radius", 10, 1e-12, 1e12), Option.whole("iterations", 1, 1, 10_000)),
    MDA,
    MONNA,
    MEAMED,
    /** Trained on so many examples of the server's own. */
    FLTRUST(Option.whole("examples", 100, 1, 1_000_000));

    private final List<Option> options;

    Rule(Option... options) {
        this.options = List.of(options);
    }

    @Override
    public List<Option> options() {
        return options;
    }

    /** Whether it counts votes and nothing else. */
    public boolean countsVotes() {
        return this == MAJORITY_VOTE || this == VOTE_MEAN;
    }

    /** Whether it needs all updates at once, so that single ones can be told apart. */
    public boolean isRobust() {
        return !countsVotes() && this != WEIGHTED_MEAN;
    }

    /** Whether what comes of it is a verdict: one vote a coordinate, and nothing left over. */
    public boolean givesVerdict() {
        return this == MAJORITY_VOTE;
    }

    /** Whether it adds up weight × coordinate. */
    public boolean addsWeighted() {
        return this == WEIGHTED_MEAN;
    }

    /** Whether it bounds what the weights that clients claim can do. */
    public boolean boundsWeights() {
        return this == GEOMETRIC_MEDIAN;
    }

    /** Whether it holds updates against one that the server trains on examples of its own. */
    public boolean usesServerExamples() {
        return this == FLTRUST;
    }

    /** Whether it starts from the newest aggregate. */
    public boolean remembersLast() {
        return this == CENTERED_CLIPPING;
    }

    /** Whether it holds the updates of a round against each other, and so needs several. */
    public boolean comparesUpdates() {
        return isRobust() && !remembersLast() && !usesServerExamples();
    }
}
