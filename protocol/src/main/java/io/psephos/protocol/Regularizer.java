package io.psephos.protocol;

import java.util.List;
import java.util.Set;

/** The regularizers: what clients add to the gradient of their loss in local training. */
public enum Regularizer implements Choice.Kind {
    /** μ(p − p₀), a pull towards the offered parameters: FedProx (Li et al., MLSys 2020). */
    PROXIMAL(Option.number("mu", 0.01, 0, 1e6));

    /** Names of the regularizers that a client which does not say so is taken to know. */
    public static final Set<String> ASSUMED = Set.of(PROXIMAL.word());

    private final List<Option> options;

    Regularizer(Option... options) {
        this.options = List.of(options);
    }

    @Override
    public List<Option> options() {
        return options;
    }
}
