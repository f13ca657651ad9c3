package io.psephos.robustness.attack;

/** Normal noise around zero in place of an update. */
public final class GaussianNoise implements Attack {
    private final double deviation;

    /** @param deviation of a coordinate, above 0, in the unit of the update */
    public GaussianNoise(double deviation) {
        this.deviation = deviation;
    }

    @Override
    public float[] corrupt(AttackView view) {
        float[] noise = new float[view.update().length];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) (deviation * view.random().nextGaussian());
        }
        return noise;
    }
}
