package io.psephos.robustness.attack;

/** An attack: what a Byzantine client sends in place of its update. */
@FunctionalInterface
public interface Attack {

    /** The vector that is sent, a new array; the view stays as it was. */
    float[] corrupt(AttackView view);
}
