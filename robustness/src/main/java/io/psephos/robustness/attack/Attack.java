package io.psephos.robustness.attack;

import java.util.random.RandomGenerator;

/** What a Byzantine client sends in place of its update. */
@FunctionalInterface
public interface Attack {

    /**
     * The corrupted update, a new array.
     *
     * @param update the honest one before compression, positive where a parameter should fall; stays as it is
     */
    float[] corrupt(float[] update, RandomGenerator random);
}
