package io.psephos.protocol;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The regularizers: what clients add to the gradient of their loss in local training. */
public enum Regularizer implements Choice.Kind {
    /** μ(p − p₀), a pull towards the offered parameters: FedProx (Li et al., MLSys 2020). */
    PROXIMAL(
            "A pull towards the offered parameters, μ(p − p₀): FedProx.",
            Option.number("mu", 0.01, 0, 1e6).means("μ: how strong it is, 0.001 to 1 as a rule.")),
    EXTENSION("A term of your own, by its name `x-…`.");

    /** Names of the regularizers that a client which does not say so is taken to know. */
    public static final Set<String> ASSUMED = Set.of(PROXIMAL.word());

    private final String meaning;
    private final List<Option> options;

    Regularizer(String meaning, Option... options) {
        this.meaning = meaning;
        this.options = List.of(options);
    }

    /** The proximal term of the weight μ alone; nothing where it is 0. */
    public static List<Choice<Regularizer>> proximal(double mu) {
        return mu == 0 ? List.of() : List.of(Choice.of(PROXIMAL).with("mu", mu));
    }

    @Override
    public String meaning() {
        return meaning;
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
        return Optional.of(ExtensionFamily.REGULARIZER);
    }
}
