package io.psephos.samples.plugins;

import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSetExtension;
import io.psephos.learning.data.Examples;
import java.util.SplittableRandom;

/** A generated data set: points of the plane on two half circles that reach into each other, with some noise. */
public final class TwoMoons implements DataSetExtension {
    @Override
    public String name() {
        return "x-moons";
    }

    @Override
    public DataSet load(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new DataSet(name(), moons(2000, random), moons(500, random));
    }

    private static Examples moons(int count, SplittableRandom random) {
        float[][] points = new float[count][];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % 2;
            double angle = Math.PI * random.nextDouble();
            double radius = 1 + 0.2 * (random.nextDouble() - 0.5);
            double x = radius * StrictMath.cos(angle);
            double y = radius * StrictMath.sin(angle);
            points[i] = labels[i] == 0 ? row(x, y) : row(1 - x, 0.5 - y);
        }
        return new Examples(points, labels, 2);
    }

    private static float[] row(double x, double y) {
        return new float[] {(float) x, (float) y};
    }
}
