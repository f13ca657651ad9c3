package io.psephos.protocol;

/** The aggregation rules; {@code robustness} has those that withstand Byzantine clients. */
public enum Rule implements Choice.Kind {
    MAJORITY_VOTE("The sign that more than half voted for, coordinate by coordinate; the robust rule of votes."),
    VOTE_MEAN("Mean of votes, coordinate by coordinate: how clear a majority was stays in the step."),
    WEIGHTED_MEAN("Mean of updates by their weights (FedAvg); a single Byzantine client moves it anywhere."),
    COORDINATE_MEDIAN("Median of each coordinate; n > 2f. The first choice where nothing is known of f."),
    TRIMMED_MEAN("Mean of each coordinate without its f largest and f smallest; n > 2f. Best after `nnm`."),
    GEOMETRIC_MEDIAN(
            "The point with the least sum of distances to the updates (RFA); n > 2f. For few clients of unlike data.",
            Option.number("smoothing", 1e-6, 1e-12, 1e6)
                    .means("Distances below it, in the unit of the update, count by their squares."),
            Option.whole("iterations", 32, 1, 10_000)
                    .means(
                            "Most iterations; where they do not suffice the round's metric `unsettled` says how far off it"
                                    + " is.")),
    KRUM("The one update with the least sum of squared distances to its n − f − 2 nearest; n > 2f + 2."),
    MULTI_KRUM(
            "Mean of the updates that Krum ranks best; n > 2f + 2. Krum with less noise.",
            Option.whole("selected", 0, 0, 1_000_000).means("How many are taken; 0 is n − f.")),
    BULYAN("n − 2f picks by Krum, then the mean of values nearest their median; n ≥ 4f + 3."),
    CENTERED_CLIPPING(
            "The last aggregate, moved by updates that are shortened to a radius around it; also for small rounds.",
            Option.number("radius", 10, 1e-12, 1e12)
                    .means("Longest difference to the last aggregate that counts in full, in the unit of the update."),
            Option.whole("iterations", 1, 1, 10_000).means("How often the centre is moved so in a round.")),
    MDA("Mean of the n − f updates with the least diameter; n > 2f and f at most 24, as its cost is exponential in f."),
    MONNA("Mean of the n − f updates nearest the coordinate-wise median; n > 2f. Cheap where n is large."),
    MEAMED("Mean of the n − f values nearest the median of each coordinate; n > 2f."),
    FLTRUST(
            "Updates at the length of the server's own, weighted by the cosine to it; where the server holds good examples.",
            Option.whole("examples", 100, 1, 1_000_000)
                    .means("Training examples of the server's own, drawn from `evaluation.set` by the model's seed.")),
    EXTENSION("A rule of your own, by its name `x-…`; it sees single updates.", ExtensionFamily.RULE);

    private final KindDescription description;

    Rule(String meaning, Option... options) {
        this.description = KindDescription.builtIn(meaning, options);
    }

    Rule(String meaning, ExtensionFamily family) {
        this.description = KindDescription.extensions(meaning, family);
    }

    @Override
    public KindDescription description() {
        return description;
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
