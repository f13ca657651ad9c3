package io.psephos.robustness.attack;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;

/**
 * A search for the factor of the largest damage, from 0 upwards. Damage grows with the factor until the rule sees through
 * it, which it may do bit by bit, late or never, so that there is often more than one peak.
 *
 * <p>A few factors are tried first, most of them small, where damage is against most rules. After that, each trial is within the
 * stretch between two tried factors that promises the most: distances grow on lines, so the line through the ends of the
 * stretch before it, continued to its end, says how far they may have come before the rule noticed, and likewise from the
 * other side. Steep stretches promise a little more, wide ones, too. Beyond the largest factor the next one is twice as
 * large.
 *
 * @param evaluations of the damage, at most
 */
record LineSearch(int evaluations) {
    private static final double[] FIRST = {0, 1, 10, 0.3, 3, 40, 0.6, 1.5};
    private static final double LARGEST = 1e9;
    private static final double NARROW = 0.03;
    private static final double SMALL = 0.5;
    private static final double STEEP = 0.2;
    private static final double WIDE = 0.04;

    /** @param damage a squared distance, by factor */
    double best(DoubleUnaryOperator damage) {
        TreeMap<Double, Double> distances = new TreeMap<>();
        double next = FIRST[0];
        for (int i = 0; i < evaluations && next < LARGEST; i++) {
            next = i < FIRST.length ? FIRST[i] : mostPromising(distances);
            distances.put(next, Math.sqrt(damage.applyAsDouble(next)));
        }
        return distances.entrySet().stream()
                .reduce((most, other) -> other.getValue() > most.getValue() ? other : most)
                .map(Map.Entry::getKey)
                .orElse(0.0);
    }

    private static double mostPromising(TreeMap<Double, Double> distances) {
        double[] factors =
                distances.keySet().stream().mapToDouble(Double::doubleValue).toArray();
        double[] found =
                distances.values().stream().mapToDouble(Double::doubleValue).toArray();
        int best = 0;
        double most = 0;
        for (int i = 0; i < factors.length; i++) {
            double promised = promised(factors, found, i);
            if (promised > most) {
                most = promised;
                best = i;
            }
        }
        double from = factors[best];
        if (best == factors.length - 1) {
            return 2 * from;
        }
        return best == 0 ? factors[1] / 2 : Math.sqrt(from * factors[best + 1]);
    }

    /** The distance that there may be between a factor and the next; 0 where these are near each other. */
    private static double promised(double[] factors, double[] found, int i) {
        double growth = i == 0 ? 0 : Math.max(0, (found[i] - found[i - 1]) / (factors[i] - factors[i - 1]));
        if (i == factors.length - 1) {
            return found[i] + growth * factors[i];
        }
        double width = factors[i + 1] - factors[i];
        if (width < NARROW * Math.max(SMALL, factors[i + 1])) {
            return 0;
        }
        double fromBelow = found[i] + growth * width;
        double fromAbove = found[i + 1] + decline(factors, found, i + 1) * width;
        if (i > 0 && found[i + 1] > found[i]) {
            fromAbove = Math.min(fromAbove, Math.max(found[i + 1], fromBelow));
        }
        double promised = Math.max(fromBelow, fromAbove) + STEEP * Math.abs(found[i + 1] - found[i]);
        return promised * (1 + WIDE * Math.log((factors[i + 1] + 0.2) / (factors[i] + 0.2)));
    }

    /** How fast distances fall from a factor on, by the one after it. */
    private static double decline(double[] factors, double[] found, int i) {
        return i == factors.length - 1 ? 0 : Math.max(0, (found[i] - found[i + 1]) / (factors[i + 1] - factors[i]));
    }
}
