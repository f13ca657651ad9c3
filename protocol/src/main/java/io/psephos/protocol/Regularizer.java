package io.psephos.protocol;

import java.util.List;
import java.util.Set;

/** The regularizers: what clients add to the gradient of their loss in local training. */
public enum Regularizer implements Choice.Kind {
    /** μ(p − p₀), a pull towards the offered parameters: FedProx (Li et al., MLSys 2020). */
    PROXIMAL(
            "A pull towards the offered parameters, μ(p − p₀): FedProx.",
            Option.number("mu", 0.01, 0, 1e6).means("μ: how strong it is, 0.001 to 1 as a rule.")),
    EXTENSION("A term of your own, by its name `x-…`.", ExtensionFamily.REGULARIZER);

    /** Names of the regularizers that a client which does not say so is taken to know. */
    public static final Set<String> ASSUMED = Set.of(PROXIMAL.word());

    private final KindDescription description;

    Regularizer(String meaning, Option... options) {
        this.description = KindDescription.builtIn(meaning, options);
    }

    Regularizer(String meaning, ExtensionFamily family) {
        this.description = KindDescription.extensions(meaning, family);
    }

    @Override
    public KindDescription description() {
        return description;
    }

    /** The proximal term of the weight μ alone; nothing where it is 0. */
    public static List<Choice<Regularizer>> proximal(double mu) {
        return mu == 0 ? List.of() : List.of(Choice.of(PROXIMAL).with("mu", mu));
    }
}
