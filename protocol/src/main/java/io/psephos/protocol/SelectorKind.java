package io.psephos.protocol;

/** The kinds of client selection: which clients of a job a round asks. */
public enum SelectorKind implements Choice.Kind {
    /** Whoever asks first; nobody is drawn. */
    FIRST_COME("Whoever asks first."),
    /** A draw of the cohort, every subset of the roster being equally likely. */
    ROSTER_DRAW("A draw of the cohort from the roster, every subset being equally likely."),
    /** Every member of the roster by itself, with probability {@code rate}; 0 = cohort / roster. */
    POISSON(
            "Poisson sampling: every member of the roster by itself, so that a round may be of any size, or empty.",
            Option.number("rate", 0, 0, 1).means("Probability of each member; 0 is cohort / roster.")),
    /**
     * Of {@code candidates}, drawn in proportion to their examples, those with the largest last loss (Cho, Wang and Joshi,
     * 2020); 0 = twice the cohort.
     */
    POWER_OF_CHOICE(
            "Power-of-Choice: of candidates, drawn in proportion to their examples, those with the largest last loss.",
            Option.whole("candidates", 0, 0, 1_000_000).means("How many are drawn first; 0 is twice the cohort.")),
    /** A draw of the cohort in proportion to the last example counts. */
    BY_EXAMPLES("A draw of the cohort in proportion to the last example counts."),
    EXTENSION(
            "A selector of your own, by its name `x-…`; it draws from the roster and knows losses and example counts.",
            ExtensionFamily.SELECTOR);

    private final KindDescription description;

    SelectorKind(String meaning, Option... options) {
        this.description = KindDescription.builtIn(meaning, options);
    }

    SelectorKind(String meaning, ExtensionFamily family) {
        this.description = KindDescription.extensions(meaning, family);
    }

    @Override
    public KindDescription description() {
        return description;
    }

    /** Whether members of a roster are drawn for a round, and nobody else is asked. */
    public boolean isDraw() {
        return this != FIRST_COME;
    }

    /** Whether the number of drawn members differs from round to round, 0 included, or may do so. */
    public boolean isOfRandomSize() {
        return this == POISSON || this == EXTENSION;
    }

    /** Whether it goes by the losses that members report, or may do so. */
    public boolean usesLosses() {
        return this == POWER_OF_CHOICE || this == EXTENSION;
    }

    /** Whether it goes by what is known of single members, which the job keeps then. */
    public boolean usesFacts() {
        return usesLosses() || this == BY_EXAMPLES;
    }
}
