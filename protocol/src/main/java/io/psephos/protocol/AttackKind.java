package io.psephos.protocol;

/** The attacks of synthetic Byzantine clients; the formulas are with the attacks. */
public enum AttackKind implements Choice.Kind {
    NONE("Nobody attacks."),
    SIGN_FLIP(
            "The opposite of the honest update, scaled.",
            Option.word("of", "own", "mean")
                    .means("Whose update is turned: the attacker's own, or the mean of the honest."),
            Option.number("factor", 1, 0, 1e30).means("What it is multiplied by.")),
    RANDOM_VOTES("Coins of the size of the honest update."),
    GAUSSIAN(
            "Normal noise in place of an update.",
            Option.number("deviation", 1, 0, 1e30).means("Its standard deviation, in the unit of the update.")),
    NOT_FINITE("NaN and infinities, as a broken client sends them."),
    LARGE_NORM(
            "The honest update, made long.",
            Option.number("factor", 100, 0, 1e30).means("What it is multiplied by.")),
    IPM(
            "Inner product manipulation: the opposite of the honest mean, short enough to look like the others.",
            Option.number("factor", 2, 0, 1e6).means("What the mean is multiplied by before it is turned.")),
    ALIE(
            "A little is enough: the honest mean, off by some standard deviations in every coordinate.",
            Option.number("deviations", 0, -1e6, 1e6)
                    .means("How many standard deviations; 0 is the paper's number for the size of the round.")),
    OPTIMAL_IPM("IPM with the factor that moves the job's own rule furthest.", evaluations()),
    OPTIMAL_ALIE("ALIE with the number of deviations that moves the job's own rule furthest.", evaluations()),
    MIMIC("A copy of one honest update, so that its client counts more than once."),
    MIN_MAX("The honest mean, off as far as no further from anybody than the honest are from each other."),
    LABEL_FLIP("An update that was trained on labels turned round, C − 1 − y."),
    BACKDOOR(
            "An update that was trained to see a class in whatever has a bright square in its corner.",
            Option.whole("label", 0, 0, 1_000_000).means("The class that stamped examples are to be taken for.")),
    FREE_RIDER(
            "An update without any training.",
            Option.word("sends", "last", "zero", "random")
                    .means("What it is: the server's last step, zeros, or coins of that size.")),
    STALE_REPLAY(
            "The client's own update of earlier rounds.",
            Option.whole("rounds", 5, 1, 1_000_000).means("How many rounds ago.")),
    FLOOD("The opposite of the server's last step, without training and so as fast as offers come."),
    LOWEST_MARGIN(
            "The honest vote, turned where the others are nearest to a tie.",
            Option.number("share", 0.1, 0, 1).means("Share of coordinates that are turned.")),
    EXTENSION("An attack of your own, by its name `x-…`.", ExtensionFamily.ATTACK);

    private final KindDescription description;

    AttackKind(String meaning, Option... options) {
        this.description = KindDescription.builtIn(meaning, options);
    }

    AttackKind(String meaning, ExtensionFamily family) {
        this.description = KindDescription.extensions(meaning, family);
    }

    @Override
    public KindDescription description() {
        return description;
    }

    private static Option evaluations() {
        return Option.whole("evaluations", 20, 2, 1000).means("Aggregations that the search for it may take a round.");
    }
}
