package io.psephos.protocol;

import java.util.List;

/** The dampening functions Λ(τ): the share of its weight that an update τ versions behind keeps; 1 where τ = 0. */
public enum Dampening implements Choice.Kind {
    NONE,
    /** 1/(1 + τ). */
    INVERSE,
    /** e^(−ατ). */
    EXPONENTIAL(Option.number("alpha", 0.2, 1e-9, 1e3)),
    /** (1 + τ)^(−power). */
    POLYNOMIAL(Option.number("power", 0.5, 1e-9, 1e3)),
    /** 1 until τ = start, then 1/(1 + slope · (τ − start)). */
    HINGE(Option.number("start", 4, 0, 1e6), Option.number("slope", 10, 1e-9, 1e6));

    private final List<Option> options;

    Dampening(Option... options) {
        this.options = List.of(options);
    }

    @Override
    public List<Option> options() {
        return options;
    }
}
