package io.psephos.robustness.attack;

/** What a Byzantine client sends in place of its update. */
@FunctionalInterface
public interface Attack {

    /** What is sent, a new array; what the view holds stays as it is. */
    float[] corrupt(AttackView view);
}
