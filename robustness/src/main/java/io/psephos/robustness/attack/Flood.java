package io.psephos.robustness.attack;

/** A flood of updates opposite to the server's last step, which take no training and can be sent without a pause. */
public final class Flood implements Attack {

    @Override
    public float[] corrupt(AttackView view) {
        float[] flood = new float[view.update().length];
        for (int i = 0; i < flood.length && i < view.last().length; i++) {
            flood[i] = -view.last()[i];
        }
        return flood;
    }
}
