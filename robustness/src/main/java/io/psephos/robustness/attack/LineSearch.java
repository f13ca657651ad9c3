package io.psephos.robustness.attack;

import java.util.function.DoubleUnaryOperator;

/**
 * A line search for the factor of the largest damage, as in ByzFL's attacks: ever longer steps up from 0 while they
 * help, then ever shorter ones.
 *
 * @param evaluations of the damage, at most
 */
record LineSearch(int evaluations) {
    private static final double FIRST_STEP = 10;
    private static final double SHORTER = 0.8;

    double best(DoubleUnaryOperator damage) {
        double best = 0;
        double most = damage.applyAsDouble(0);
        double step = FIRST_STEP;
        boolean expands = true;
        for (int i = 1; i < evaluations; i++) {
            double next = best + step;
            double done = damage.applyAsDouble(next);
            boolean better = done > most;
            if (better) {
                best = next;
                most = done;
            }
            expands &= better;
            step *= expands ? 2 : SHORTER;
        }
        return best;
    }
}
