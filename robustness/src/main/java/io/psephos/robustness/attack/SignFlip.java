package io.psephos.robustness.attack;

import java.util.random.RandomGenerator;

/** Votes against its own update: −u. */
public final class SignFlip implements Attack {

    @Override
    public float[] corrupt(float[] update, RandomGenerator random) {
        float[] flipped = new float[update.length];
        for (int i = 0; i < update.length; i++) {
            flipped[i] = -update[i];
        }
        return flipped;
    }
}
