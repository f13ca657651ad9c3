package io.psephos.learning.data;

import java.util.random.RandomGenerator;

/**
 * Shares drawn from the symmetric Dirichlet distribution: gamma variates by Marsaglia and Tsang (2000) over the polar
 * method's normals, in logarithms so that a tiny α does not end in 0/0, and {@link StrictMath} throughout so that a
 * seed gives the same shares on every machine.
 */
final class DirichletShares {

    private DirichletShares() {}

    /** Numbers >= 0 that add up to 1, but for rounding. */
    static double[] draw(double alpha, int count, RandomGenerator random) {
        double[] shares = new double[count];
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            shares[i] = logGamma(alpha, random);
            largest = Math.max(largest, shares[i]);
        }
        double sum = 0;
        for (int i = 0; i < count; i++) {
            shares[i] = StrictMath.exp(shares[i] - largest);
            sum += shares[i];
        }
        for (int i = 0; i < count; i++) {
            shares[i] /= sum;
        }
        return shares;
    }

    /** The logarithm of a gamma variate of that shape: below 1, Gamma(shape + 1) · U^(1/shape). */
    static double logGamma(double shape, RandomGenerator random) {
        if (shape < 1) {
            return logGamma(shape + 1, random) + StrictMath.log(1 - random.nextDouble()) / shape;
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = normal(random);
            double v = 1 + c * x;
            double u = 1 - random.nextDouble();
            if (v > 0 && StrictMath.log(u) < x * x / 2 + d - d * v * v * v + 3 * d * StrictMath.log(v)) {
                return StrictMath.log(d) + 3 * StrictMath.log(v);
            }
        }
    }

    private static double normal(RandomGenerator random) {
        while (true) {
            double x = 2 * random.nextDouble() - 1;
            double y = 2 * random.nextDouble() - 1;
            double square = x * x + y * y;
            if (square > 0 && square < 1) {
                return x * Math.sqrt(-2 * StrictMath.log(square) / square);
            }
        }
    }
}
