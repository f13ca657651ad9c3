package io.psephos.protocol;

import java.util.List;

/** The rule by which an aggregate becomes a step, by its name in job files. */
public enum OptimizerKind implements Choice.Kind {
    /** Gradient descent, with momentum where it is above 0. */
    SGD(Option.number("momentum", 0, 0, 0.9999));

    private final List<Option> options;

    OptimizerKind(Option... options) {
        this.options = List.of(options);
    }

    @Override
    public List<Option> options() {
        return options;
    }
}
