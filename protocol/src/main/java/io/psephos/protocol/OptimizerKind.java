package io.psephos.protocol;

/** The rule by which an aggregate becomes a step, by its name in job files. */
public enum OptimizerKind implements Choice.Kind {
    SGD(
            "Gradient descent: the step is the aggregate times the rate; FedAvg at rate 1, FedAvgM with momentum.",
            Option.number("momentum", 0, 0, 0.9999)
                    .means(
                            "Share of the last step that is kept in the next; 0.9 is usual, and steps grow tenfold by it.")),
    ADAGRAD("FedAdagrad: coordinates that moved far move less from then on.", beta1(0), tau(1e-3)),
    ADAM(
            "FedAdam: steps of about the rate in every coordinate, whatever the size of updates.",
            beta1(0.9),
            beta2(0.99),
            tau(1e-3),
            Option.word("correction", "none", "flower")
                    .means("Bias correction of the first rounds: none, as the paper has it, or Flower's.")),
    YOGI(
            "FedYogi: as FedAdam, with second moments that fall no faster than they rise; for sparse or noisy updates.",
            beta1(0.9),
            beta2(0.99),
            tau(1e-3)),
    NOVOGRAD(
            "NovoGrad: one second moment a tensor, so that memory is small and layers move at one pace.",
            beta1(0.95),
            beta2(0.98),
            tau(1e-8),
            Option.number("weightDecay", 1e-3, 0, 1e3)
                    .means("How strongly parameters are pulled to 0; a bare number under `decay` is short for it."));

    private static Option beta1(double otherwise) {
        return Option.number("beta1", otherwise, 0, 0.9999)
                .means("Share of the first moment, the mean of aggregates, that is kept each round: momentum.");
    }

    private static Option beta2(double otherwise) {
        return Option.number("beta2", otherwise, 0, 0.999999)
                .means("Share of the second moment, the mean of squares, that is kept each round.");
    }

    private static Option tau(double otherwise) {
        return Option.number("tau", otherwise, 1e-12, 1e6)
                .means("τ: what is added to the root of second moments; larger is less adaptive.");
    }

    private final KindDescription description;

    OptimizerKind(String meaning, Option... options) {
        this.description = KindDescription.builtIn(meaning, options);
    }

    @Override
    public KindDescription description() {
        return description;
    }
}
