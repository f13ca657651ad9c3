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

    /** Whether it compares with the aggregate of the round before. */
    public boolean remembersLast() {
        return this == CENTERED_CLIPPING;
    }

    /** Whether it needs examples that the server holds. */
    public boolean usesServerExamples() {
        return this == FLTRUST;
    }
}
