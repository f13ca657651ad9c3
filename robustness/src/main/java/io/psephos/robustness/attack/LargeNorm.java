package io.psephos.robustness.attack;

/** Its own update, many times as long. */
public final class LargeNorm implements Attack {
    private final double factor;

    /** @param factor of the length; below 0 it also points the other way */
    public LargeNorm(double factor) {
        this.factor = factor;
    }

    @Override
    public float[] corrupt(AttackView view) {
        float[] update = view.update();
        float[] longer = new float[update.length];
        for (int i = 0; i < update.length; i++) {
            double value = factor * update[i];
            longer[i] = (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, value));
        }
        return longer;
    }
}
