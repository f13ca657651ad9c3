package io.psephos.robustness.attack;

/** The opposite of the attacker's own update, or of the mean of all that it sees, times a factor. */
public final class SignFlip implements Attack {
    private final boolean ofMean;
    private final double factor;

    /**
     * @param ofMean whether the mean of the honest updates is flipped in place of the attacker's own
     * @param factor of the length
     */
    public SignFlip(boolean ofMean, double factor) {
        this.ofMean = ofMean;
        this.factor = factor;
    }

    @Override
    public float[] corrupt(AttackView view) {
        return ofMean ? Moments.times(-factor, Moments.mean(view.honest())) : Moments.times(-factor, view.update());
    }
}
