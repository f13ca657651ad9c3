package io.psephos.protocol;

import java.util.List;

/** The kinds of pre-aggregation, which mix or clip a round's updates before a rule combines them. */
public enum PreAggregationKind implements Choice.Kind {
    NNM,
    /** Bucketing; {@code size} 0 puts ⌊(n − 1)/2f⌋ vectors into a bucket. */
    BUCKETING(Option.whole("size", 0, 0, 1_000_000)),
    CLIPPING(Option.number("norm", 2, 1e-12, 1e12)),
    ARC;

    private final List<Option> options;

    PreAggregationKind(Option... options) {
        this.options = List.of(options);
    }

    @Override
    public List<Option> options() {
        return options;
    }

    /** Whether it compares or mixes the updates of a round, and so needs several. */
    public boolean comparesUpdates() {
        return this != CLIPPING;
    }
}
