package io.psephos.protocol;

/** The filters that judge single updates, knowing those before. */
public enum Filter implements Choice.Kind {
    FINITE("Refuses updates whose norm no number holds."),
    NORM_BOUND(
            "Refuses updates that are longer than a norm; not for votes, which are all alike in length.",
            Option.number("norm", 10, 1e-12, 1e12).means("Longest norm that passes, in the unit of the update.")),
    ADAPTIVE_NORM(
            "Refuses updates that are longer than a bound which follows a quantile of all norms.",
            Option.number("quantile", 0.9, 0.01, 1)
                    .means("Share of updates that pass, honest ones included: 1 − quantile of them are refused."),
            Option.number("rate", 0.2, 1e-6, 10).means("How fast the bound follows, update by update."),
            Option.number("start", 1, 1e-12, 1e12)
                    .means(
                            "The bound of the first update, in the unit of the update; it never falls below a hundredth.")),
    COSINE(
            "Refuses updates that point away from the last aggregate.",
            Option.number("least", 0, -1, 1).means("Least cosine to the last aggregate that passes.")),
    EXAMPLE_CAP(
            "Refuses updates that claim more examples than anybody has.",
            Option.whole("most", 10_000, 1, Integer.MAX_VALUE).means("Most examples that pass.")),
    KARDAM(
            "The Lipschitz filter, then the frequency filter; for rosters that are not synchronous.",
            mode(),
            acceptAfter()),
    LIPSCHITZ("Refuses updates that change faster with the model than those of most clients.", mode(), acceptAfter()),
    FREQUENCY("Refuses a client that is among the last 2f accepted, so that nobody floods the job."),
    AGREEMENT(
            "Refuses votes of clients that rarely vote as the majority does.",
            Option.number("least", 0.5, 0, 1)
                    .means("Least mean share of coordinates in which a client voted as decided."),
            Option.whole("rounds", 5, 1, 1_000_000).means("Rounds of a client's before it is judged.")),
    EXTENSION("A filter of your own, by its name `x-…`.", ExtensionFamily.FILTER);

    /** Most versions behind the newest that an update is compared with; servers keep their parameters. */
    public static final int COMPARED_VERSIONS = 99;

    /** Fewest votes of a round whose agreement is measured: one or two always agree with their own majority. */
    public static final int LEAST_VOTES = 3;

    private final KindDescription description;

    Filter(String meaning, Option... options) {
        this.description = KindDescription.builtIn(meaning, options);
    }

    Filter(String meaning, ExtensionFamily family) {
        this.description = KindDescription.extensions(meaning, family);
    }

    @Override
    public KindDescription description() {
        return description;
    }

    private static Option mode() {
        return Option.word("mode", "per-worker", "server-evolution")
                .means(
                        "What an update is compared with: the client's own one before, or the last that was accepted (the"
                                + " paper's, which refuses more honest ones).");
    }

    private static Option acceptAfter() {
        return Option.whole("acceptAfter", 0, 0, 1_000_000)
                .means(
                        "Refusals in a row after which the next update passes, so that a job cannot stand still; 0 is never.");
    }

    /** Whether it compares a client's updates for different versions. */
    public boolean comparesVersions() {
        return this == KARDAM || this == LIPSCHITZ;
    }

    /** Whether it limits how often a client is accepted, relative to others. */
    public boolean limitsFrequency() {
        return this == KARDAM || this == FREQUENCY;
    }

    /** Whether it needs a fixed roster. */
    public boolean needsRoster() {
        return comparesVersions() || limitsFrequency();
    }

    /** Whether the other filter is a part of it. */
    public boolean contains(Filter other) {
        return this == KARDAM && (other == LIPSCHITZ || other == FREQUENCY);
    }

    /** Whether it judges by the norm of an update. */
    public boolean judgesNorms() {
        return this == NORM_BOUND || this == ADAPTIVE_NORM;
    }

    /** Whether it compares votes with those of the majority. */
    public boolean comparesVotes() {
        return this == AGREEMENT;
    }

    /** Whether it compares updates with the newest aggregate, or may do so. */
    public boolean remembersLast() {
        return this == COSINE || this == EXTENSION;
    }
}
