package io.psephos.protocol;

import java.util.List;

/** The rule by which an aggregate becomes a step, by its name in job files. */
public enum OptimizerKind implements Choice.Kind {
    /** Gradient descent, with momentum where it is above 0. */
    SGD(Option.number("momentum", 0, 0, 0.9999)),
    /** FedAdagrad. */
    ADAGRAD(Option.number("beta1", 0, 0, 0.9999), Option.number("tau", 1e-3, 1e-12, 1e6)),
    /** FedAdam. */
    ADAM(
            Option.number("beta1", 0.9, 0, 0.9999),
            Option.number("beta2", 0.99, 0, 0.999999),
            Option.number("tau", 1e-3, 1e-12, 1e6),
            Option.word("correction", "none", "flower")),
    /** FedYogi. */
    YOGI(
            Option.number("beta1", 0.9, 0, 0.9999),
            Option.number("beta2", 0.99, 0, 0.999999),
            Option.number("tau", 1e-3, 1e-12, 1e6)),
    /** NovoGrad; {@code decay: x} is short for {@code weightDecay: x}. */
    NOVOGRAD(
            Option.number("beta1", 0.95, 0, 0.9999),
            Option.number("beta2", 0.98, 0, 0.999999),
            Option.number("tau", 1e-8, 1e-12, 1e6),
            Option.number("weightDecay", 1e-3, 0, 1e3));

    private final List<Option> options;

    OptimizerKind(Option... options) {
        this.options = List.of(options);
    }

    @Override
    public List<Option> options() {
        return options;
    }
}
