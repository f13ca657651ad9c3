package io.psephos.robustness.attack;

/** A copy of the first honest update of the round, so that one client weighs too much (Karimireddy, He and Jaggi, 2022). */
public final class Mimic implements Attack {

    @Override
    public float[] corrupt(AttackView view) {
        return view.honest().get(0).clone();
    }
}
