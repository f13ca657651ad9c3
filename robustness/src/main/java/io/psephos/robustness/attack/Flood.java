package io.psephos.robustness.attack;

/** The opposite of what the server subtracted last: it takes no training, so that it can be sent without a pause. */
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
