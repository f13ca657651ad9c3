package io.psephos.robustness.attack;

/**
 * A little is enough: mean + z · deviation of the honest updates, hidden in their spread (Baruch, Baruch and Goldberg,
 * 2019).
 */
public final class LittleIsEnough implements Attack {
    private final double deviations;

    /** @param deviations z; 0 for what the paper takes for so many clients and attackers */
    public LittleIsEnough(double deviations) {
        this.deviations = deviations;
    }

    @Override
    public float[] corrupt(AttackView view) {
        double[] mean = Moments.mean(view.honest());
        double z = deviations == 0 ? deviations(view.cohort(), view.byzantine()) : deviations;
        return Moments.along(mean, z, Moments.deviation(view.honest(), mean));
    }

    /**
     * z = Φ⁻¹((n − m − s)/(n − m)) with s = ⌊n/2 + 1⌋ − m, the honest clients that the attackers need for a majority; at
     * least 0, and as for s = 1 where they have one without.
     *
     * @param cohort n
     * @param byzantine m
     */
    public static double deviations(int cohort, int byzantine) {
        int honest = cohort - byzantine;
        int supporters = Math.max(1, cohort / 2 + 1 - byzantine);
        return 2 * supporters >= honest ? 0 : quantile((double) (honest - supporters) / honest);
    }

    /** Φ⁻¹ of a share from ½ below 1, by bisection over Φ as Marsaglia (2004) sums it. */
    private static double quantile(double share) {
        double low = 0;
        double high = 8;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (normal(middle) < share) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    private static double normal(double x) {
        double sum = x;
        double term = x;
        for (int i = 3; sum + term != sum; i += 2) {
            term *= x * x / i;
            sum += term;
        }
        return 0.5 + sum * StrictMath.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }
}
