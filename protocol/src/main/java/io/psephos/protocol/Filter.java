package io.psephos.protocol;

import java.util.List;

/** What judges a single update, knowing those before. */
public enum Filter implements Choice.Kind {
    FINITE,
    NORM_BOUND(Option.number("norm", 10, 1e-12, 1e12)),
    ADAPTIVE_NORM(
            Option.number("quantile", 0.9, 0.01, 1),
            Option.number("rate", 0.2, 1e-6, 10),
            Option.number("start", 1, 1e-12, 1e12)),
    COSINE(Option.number("least", 0, -1, 1)),
    EXAMPLE_CAP(Option.whole("most", 10_000, 1, Integer.MAX_VALUE)),
    /** The Lipschitz filter, then the frequency filter. */
    KARDAM(Option.word("mode", "per-worker", "server-evolution"), Option.whole("acceptAfter", 0, 0, 1_000_000)),
    LIPSCHITZ(Option.word("mode", "per-worker", "server-evolution"), Option.whole("acceptAfter", 0, 0, 1_000_000)),
    FREQUENCY,
    AGREEMENT(Option.number("least", 0.5, 0, 1), Option.whole("rounds", 5, 1, 1_000_000));

    private final List<Option> options;

    Filter(Option... options) {
        this.options = List.of(options);
    }

    @Override
    public List<Option> options() {
        return options;
    }

    /** Whether it compares with the aggregate of the round before. */
    public boolean remembersLast() {
        return this == COSINE;
    }

    /** Whether it compares versions, those that clients are at work on among them. */
    public boolean comparesVersions() {
        return this == KARDAM || this == LIPSCHITZ;
    }

    /** Whether it counts on most of a roster. */
    public boolean countsOnRoster() {
        return comparesVersions() || this == FREQUENCY;
    }
}
