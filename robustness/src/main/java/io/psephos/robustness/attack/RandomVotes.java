package io.psephos.robustness.attack;

import java.util.random.RandomGenerator;

/** A random sign for every coordinate, with the root mean square of the honest update as its size. */
public final class RandomVotes implements Attack {

    @Override
    public float[] corrupt(AttackView view) {
        return votes(view.update().length, Moments.rootMeanSquare(view.update()), view.random());
    }

    static float[] votes(int count, float size, RandomGenerator random) {
        float[] votes = new float[count];
        long coins = 0;
        for (int i = 0; i < votes.length; i++) {
            if (i % Long.SIZE == 0) {
                coins = random.nextLong();
            }
            votes[i] = (coins >>> i & 1) == 1 ? size : -size;
        }
        return votes;
    }
}
