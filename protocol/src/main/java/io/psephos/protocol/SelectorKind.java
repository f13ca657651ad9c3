package io.psephos.protocol;

import java.util.List;

/** The kinds of client selection: which clients of a job a round asks. */
public enum SelectorKind implements Choice.Kind {
    /** Whoever asks first; nobody is drawn. */
    FIRST_COME,
    /** A draw of the cohort, every subset of the roster being equally likely. */
    ROSTER_DRAW,
    /** Every member of the roster by itself, with probability {@code rate}; 0 = cohort / roster. */
    POISSON(Option.number("rate", 0, 0, 1)),
    /**
     * Of {@code candidates}, drawn in proportion to their examples, those with the largest last loss (Cho, Wang and Joshi,
     * 2020); 0 = twice the cohort.
     */
    POWER_OF_CHOICE(Option.whole("candidates", 0, 0, 1_000_000)),
    /** A draw of the cohort in proportion to the last example counts. */
    BY_EXAMPLES;

    private final List<Option> options;

    SelectorKind(Option... options) {
        this.options = List.of(options);
    }

    @Override
    public List<Option> options() {
        return options;
    }

    /** Whether members of a roster are drawn for a round, and nobody else is asked. */
    public boolean isDraw() {
        return this != FIRST_COME;
    }

    /** Whether the number of drawn members differs from round to round, 0 included. */
    public boolean isOfRandomSize() {
        return this == POISSON;
    }

    /** Whether it goes by the losses that members report. */
    public boolean usesLosses() {
        return this == POWER_OF_CHOICE;
    }

    /** Whether it goes by what is known of single members, which the job keeps then. */
    public boolean usesFacts() {
        return usesLosses() || this == BY_EXAMPLES;
    }
}
