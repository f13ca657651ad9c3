package io.psephos.simulation;

import io.psephos.robustness.attack.Attack;
import io.psephos.robustness.attack.AttackView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The shared result of an attack in which all attackers send the same vector: the first computes it. */
final class CollusionCache implements Attack {
    private final Attack attack;
    private @Nullable List<float[]> seen;
    private float[] vector = {};

    CollusionCache(Attack attack) {
        this.attack = attack;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a view of the same list is a view of the same round
    public synchronized float[] corrupt(AttackView view) {
        if (view.honest() != seen) {
            vector = attack.corrupt(view);
            seen = view.honest();
        }
        return vector.clone();
    }
}
