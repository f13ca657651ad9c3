package io.psephos.protocol;

import io.psephos.protocol.extension.ExtensionFamily;
import java.util.List;
import java.util.Optional;

/** The attacks of synthetic Byzantine clients; the formulas are with the attacks. */
public enum AttackKind implements Choice.Kind {
    NONE,
    SIGN_FLIP(Option.word("of", "own", "mean"), Option.number("factor", 1, 0, 1e30)),
    RANDOM_VOTES,
    GAUSSIAN(Option.number("deviation", 1, 0, 1e30)),
    NOT_FINITE,
    LARGE_NORM(Option.number("factor", 100, 0, 1e30)),
    IPM(Option.number("factor", 2, 0, 1e6)),
    /** A little is enough; 0 {@code deviations} is the paper's z for the size of the round. */
    ALIE(Option.number("deviations", 0, -1e6, 1e6)),
    OPTIMAL_IPM(Option.whole("evaluations", 20, 2, 1000)),
    OPTIMAL_ALIE(Option.whole("evaluations", 20, 2, 1000)),
    MIMIC,
    MIN_MAX,
    LABEL_FLIP,
    BACKDOOR(Option.whole("label", 0, 0, 1_000_000)),
    FREE_RIDER(Option.word("sends", "last", "zero", "random")),
    STALE_REPLAY(Option.whole("rounds", 5, 1, 1_000_000)),
    FLOOD,
    LOWEST_MARGIN(Option.number("share", 0.1, 0, 1)),
    /** A user's own attack on updates. */
    EXTENSION;

    private final List<Option> options;

    AttackKind(Option... options) {
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
        return Optional.of(ExtensionFamily.ATTACK);
    }
}
