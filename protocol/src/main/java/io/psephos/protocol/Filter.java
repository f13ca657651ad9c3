package io.psephos.protocol;

import io.psephos.protocol.extension.ExtensionFamily;
import java.util.List;
import java.util.Optional;

/** The filters that judge single updates, knowing those before. */
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
    AGREEMENT(Option.number("least", 0.5, 0, 1), Option.whole("rounds", 5, 1, 1_000_000)),
    /** A user's own filter. */
    EXTENSION;

    /** Most versions behind the newest that an update is compared with; servers keep their parameters. */
    public static final int COMPARED_VERSIONS = 99;

    /** Fewest votes of a round whose agreement is measured: one or two always agree with their own majority. */
    public static final int LEAST_VOTES = 3;

    private final List<Option> options;

    Filter(Option... options) {
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
        return Optional.of(ExtensionFamily.FILTER);
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
