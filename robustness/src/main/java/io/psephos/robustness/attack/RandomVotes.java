package io.psephos.robustness.attack;

import java.util.random.RandomGenerator;

/** A fair coin for every coordinate, with the root mean square of the honest update as its size. */
public final class RandomVotes implements Attack {

    @Override
    public float[] corrupt(float[] update, RandomGenerator random) {
        float size = rootMeanSquare(update);
        float[] votes = new float[update.length];
        long coins = 0;
        for (int i = 0; i < votes.length; i++) {
            if (i % Long.SIZE == 0) {
                coins = random.nextLong();
            }
            votes[i] = (coins >>> i & 1) == 1 ? size : -size;
        }
        return votes;
    }

    private static float rootMeanSquare(float[] update) {
        double squares = 0;
        for (float value : update) {
            squares += (double) value * value;
        }
        return update.length == 0 ? 0 : (float) Math.sqrt(squares / update.length);
    }
}
