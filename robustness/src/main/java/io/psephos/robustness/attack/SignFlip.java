package io.psephos.robustness.attack;

/** Against its own update, −u, or against the mean of all that it sees. */
public final class SignFlip implements Attack {
    private final boolean ofMean;

    /** @param ofMean whether the mean of the honest updates is flipped in place of the attacker's own */
    public SignFlip(boolean ofMean) {
        this.ofMean = ofMean;
    }

    @Override
    public float[] corrupt(AttackView view) {
        if (ofMean) {
            return Crowd.times(-1, Crowd.mean(view.honest()));
        }
        float[] update = view.update();
        float[] flipped = new float[update.length];
        for (int i = 0; i < update.length; i++) {
            flipped[i] = -update[i];
        }
        return flipped;
    }
}
