package io.psephos.robustness.attack;

/** The attacker's own update, many times as long. */
public final class LargeNorm implements Attack {
    private final double factor;

    /** @param factor of the length; below 0 it also points the other way */
    public LargeNorm(double factor) {
        this.factor = factor;
    }

    @Override
    public float[] corrupt(AttackView view) {
        return Moments.times(factor, view.update());
    }
}
