package io.psephos.protocol;

import java.util.List;
import java.util.Optional;

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
            "A selector of your own, by its name `x-…`; it draws from the roster and knows losses and example counts.");

    private final String meaning;
    private final List<Option> options;

    SelectorKind(String meaning, Option... options) {
        this.meaning = meaning;
        this.options = List.of(options);
    }

    @Override
    public String meaning() {
        return meaning;
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
        return Optional.of(ExtensionFamily.SELECTOR);
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
