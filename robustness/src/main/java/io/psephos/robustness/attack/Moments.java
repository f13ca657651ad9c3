package io.psephos.robustness.attack;

import java.util.List;

/** Mean and spread of vectors of one length, coordinate by coordinate. */
final class Moments {
    private Moments() {}

    static double[] mean(List<float[]> vectors) {
        double[] mean = new double[vectors.get(0).length];
        for (float[] vector : vectors) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += vector[i];
            }
        }
        for (int i = 0; i < mean.length; i++) {
            mean[i] /= vectors.size();
        }
        return mean;
    }

    /** The sample standard deviation, of n − 1 degrees of freedom; zeros for a single vector. */
    static double[] deviation(List<float[]> vectors, double[] mean) {
        double[] deviation = new double[mean.length];
        for (float[] vector : vectors) {
            for (int i = 0; i < mean.length; i++) {
                double difference = vector[i] - mean[i];
                deviation[i] += difference * difference;
            }
        }
        int freedom = Math.max(1, vectors.size() - 1);
        for (int i = 0; i < mean.length; i++) {
            deviation[i] = Math.sqrt(deviation[i] / freedom);
        }
        return deviation;
    }

    /** base + factor · direction. */
    static float[] along(double[] base, double factor, double[] direction) {
        float[] vector = new float[base.length];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = limited(base[i] + factor * direction[i]);
        }
        return vector;
    }

    static float[] times(double factor, double[] vector) {
        float[] product = new float[vector.length];
        for (int i = 0; i < product.length; i++) {
            product[i] = limited(factor * vector[i]);
        }
        return product;
    }

    static float[] times(double factor, float[] vector) {
        float[] product = new float[vector.length];
        for (int i = 0; i < product.length; i++) {
            product[i] = limited(factor * vector[i]);
        }
        return product;
    }

    /** The value limited to the range of float32. */
    private static float limited(double value) {
        return (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, value));
    }

    /** The root of the mean square; 0 without coordinates. */
    static float rootMeanSquare(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        return vector.length == 0 ? 0 : (float) Math.sqrt(squares / vector.length);
    }
}
