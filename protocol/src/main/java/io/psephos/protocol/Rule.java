package io.psephos.protocol;

import io.psephos.protocol.extension.ExtensionFamily;
import java.util.List;
import java.util.Optional;

/** The aggregation rules; {@code robustness} has those that withstand Byzantine clients. */
public enum Rule implements Choice.Kind {
    MAJORITY_VOTE,
    VOTE_MEAN,
    WEIGHTED_MEAN,
    COORDINATE_MEDIAN,
    TRIMMED_MEAN,
    GEOMETRIC_MEDIAN(Option.number("smoothing", 1e-6, 1e-12, 1e6), Option.whole("iterations", 32, 1, 10_000)),
    KRUM,
    /** Multi-Krum; {@code selected} 0 is n − f. */
    MULTI_KRUM(Option.whole("selected", 0, 0, 1_000_000)),
    BULYAN,
    CENTERED_CLIPPING(Option.number("radius", 10, 1e-12, 1e12), Option.whole("iterations", 1, 1, 10_000)),
    MDA,
    MONNA,
    MEAMED,
    /** FLTrust, with so many training examples of the server's own. */
    FLTRUST(Option.whole("examples", 100, 1, 1_000_000)),
    /** A user's own rule, which combines single updates. */
    EXTENSION;

    private final List<Option> options;

    Rule(Option... options) {
        this.options = List.of(options);
    }

    @Override
    public List<Option> options() {
        return options;
    }

    @Override
    public boolean isExtension() {
        return this == EXTENSION;
    }

    @Override
    public Optional<ExtensionFamily> family() {
        return Optional.of(ExtensionFamily.RULE);
    }

    /** Whether it counts votes only. */
    public boolean countsVotes() {
        return this == MAJORITY_VOTE || this == VOTE_MEAN;
    }

    /** Whether it compares or orders single updates and so needs all of a round at once. */
    public boolean isRobust() {
        return !countsVotes() && this != WEIGHTED_MEAN;
    }

    /** Whether its result is one vote a coordinate, without a remainder. */
    public boolean givesVerdict() {
        return this == MAJORITY_VOTE;
    }

    /** Whether it sums weight × coordinate. */
    public boolean addsWeighted() {
        return this == WEIGHTED_MEAN;
    }

    /** Whether it limits the effect of the weights that clients claim. */
    public boolean boundsWeights() {
        return this == GEOMETRIC_MEDIAN;
    }

    /** Whether it compares updates with one that the server trains on examples of its own. */
    public boolean usesServerExamples() {
        return this == FLTRUST;
    }

    /** Whether it starts from the newest aggregate. */
    public boolean remembersLast() {
        return this == CENTERED_CLIPPING;
    }

    /** Whether it compares the updates of a round with one another, and so needs several. */
    public boolean comparesUpdates() {
        return isRobust() && !remembersLast() && !usesServerExamples();
    }
}
