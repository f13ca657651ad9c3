package io.psephos.robustness.attack;

/** Inner product manipulation, −ε · mean of the honest updates (Xie, Koyejo and Gupta, 2019). */
public final class InnerProduct implements Attack {
    private final double factor;

    /** @param factor ε */
    public InnerProduct(double factor) {
        this.factor = factor;
    }

    @Override
    public float[] corrupt(AttackView view) {
        return Moments.times(-factor, Moments.mean(view.honest()));
    }
}
