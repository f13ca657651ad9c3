package io.psephos.protocol;

/** The kinds of pre-aggregation, which mix or clip a round's updates before a rule combines them. */
public enum PreAggregationKind implements Choice.Kind {
    NNM("Every update becomes the mean of the n − f nearest to it; what makes rules hold where clients' data differ."),
    BUCKETING(
            "Updates are shuffled into buckets and replaced by their means; fewer and more alike updates are left.",
            Option.whole("size", 0, 0, 1_000_000).means("Updates in a bucket; 0 is ⌊(n − 1)/2f⌋.")),
    CLIPPING(
            "Updates that are longer than a norm are shortened to it.",
            Option.number("norm", 2, 1e-12, 1e12).means("Longest norm that is left, in the unit of the update.")),
    ARC(
            "The longest ⌊2f/n · (n − f)⌋ updates are shortened to the next one's length: clipping without a norm to choose.");

    private final KindDescription description;

    PreAggregationKind(String meaning, Option... options) {
        this.description = KindDescription.builtIn(meaning, options);
    }

    @Override
    public KindDescription description() {
        return description;
    }

    /** Whether it compares or mixes the updates of a round, and so needs several. */
    public boolean comparesUpdates() {
        return this != CLIPPING;
    }
}
