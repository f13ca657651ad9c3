package io.psephos.protocol;

/** The dampening functions Λ(τ): the share of its weight that an update τ versions behind keeps; 1 where τ = 0. */
public enum Dampening implements Choice.Kind {
    NONE("A stale update counts in full."),
    INVERSE("Λ(τ) = 1/(1 + τ)."),
    EXPONENTIAL(
            "Λ(τ) = e^(−alpha · τ), as Kardam has it.",
            Option.number("alpha", 0.2, 1e-9, 1e3).means("How fast it falls; 0.2 leaves a third after five versions.")),
    POLYNOMIAL(
            "Λ(τ) = (1 + τ)^(−power), as FedAsync and FedBuff have it.",
            Option.number("power", 0.5, 1e-9, 1e3).means("How fast it falls; ½ leaves a third after eight versions.")),
    HINGE(
            "Λ(τ) = 1 up to τ = start, then 1/(1 + slope · (τ − start)).",
            Option.number("start", 4, 0, 1e6).means("Versions that an update may lie behind and still count in full."),
            Option.number("slope", 10, 1e-9, 1e6).means("How fast it falls from there."));

    private final KindDescription description;

    Dampening(String meaning, Option... options) {
        this.description = KindDescription.builtIn(meaning, options);
    }

    @Override
    public KindDescription description() {
        return description;
    }
}
