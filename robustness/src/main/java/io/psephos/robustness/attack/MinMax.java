package io.psephos.robustness.attack;

import java.util.List;

/**
 * Min-max: mean − γ · deviation of the honest updates, with the largest γ at which it is no further from any honest
 * update than two of them are from each other, in closed form (Shejwalkar and Houmansadr, 2021).
 */
public final class MinMax implements Attack {

    @Override
    public float[] corrupt(AttackView view) {
        double[] mean = Moments.mean(view.honest());
        double[] deviation = Moments.deviation(view.honest(), mean);
        return Moments.along(mean, -largest(view.honest(), mean, deviation), deviation);
    }

    /** The smallest positive root over x of |mean − γ·deviation − x|² = diameter². */
    private static double largest(List<float[]> honest, double[] mean, double[] deviation) {
        double square = 0;
        for (double value : deviation) {
            square += value * value;
        }
        if (square == 0) {
            return 0;
        }
        double diameter = squaredDiameter(honest);
        double largest = Double.POSITIVE_INFINITY;
        for (float[] vector : honest) {
            double inner = 0;
            double distance = 0;
            for (int i = 0; i < mean.length; i++) {
                double difference = mean[i] - vector[i];
                inner -= deviation[i] * difference;
                distance += difference * difference;
            }
            double root = Math.sqrt(Math.max(0, inner * inner - square * (distance - diameter)));
            largest = Math.min(largest, (root - inner) / square);
        }
        return Math.max(0, largest);
    }

    private static double squaredDiameter(List<float[]> honest) {
        double largest = 0;
        for (int a = 0; a < honest.size(); a++) {
            for (int b = 0; b < a; b++) {
                double distance = 0;
                for (int i = 0; i < honest.get(a).length; i++) {
                    double difference = (double) honest.get(a)[i] - honest.get(b)[i];
                    distance += difference * difference;
                }
                largest = Math.max(largest, distance);
            }
        }
        return largest;
    }
}
