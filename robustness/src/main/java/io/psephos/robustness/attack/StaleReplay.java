package io.psephos.robustness.attack;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The attacker's own honest update of some rounds ago, the oldest it has until then. Each attacker needs one of its
 * own.
 */
public final class StaleReplay implements Attack {
    private final int rounds;
    private final Deque<float[]> kept = new ArrayDeque<>();

    /** @param rounds that an update is old; at least 1 */
    public StaleReplay(int rounds) {
        if (rounds < 1) {
            throw new IllegalArgumentException("rounds must be at least 1, was " + rounds);
        }
        this.rounds = rounds;
    }

    @Override
    public synchronized float[] corrupt(AttackView view) {
        kept.addLast(view.update().clone());
        if (kept.size() > rounds + 1) {
            kept.removeFirst();
        }
        return kept.getFirst().clone();
    }
}
