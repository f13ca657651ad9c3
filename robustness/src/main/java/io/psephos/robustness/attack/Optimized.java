package io.psephos.robustness.attack;

import io.psephos.aggregation.ClientUpdate;
import io.psephos.aggregation.Fold;
import io.psephos.compression.Dense;
import io.psephos.protocol.ClientId;
import java.util.Locale;

/**
 * The member of a family of attacks that pulls the server's aggregate furthest from the mean of the honest updates, found
 * against the rule in use (Allouah et al., 2023, whose search does not go below a first step that fails).
 */
public final class Optimized implements Attack {
    private final Family family;
    private final LineSearch search;

    private Optimized(Family family, int evaluations) {
        this.family = family;
        this.search = new LineSearch(evaluations);
    }

    /** A family of attacks that differ by a factor. */
    @FunctionalInterface
    private interface Family {
        Line of(double[] mean, AttackView view);
    }

    /** The vectors of a family, one for every factor. */
    @FunctionalInterface
    private interface Line {
        float[] at(double factor);
    }

    /** −ε · mean, with the most damaging ε. */
    public static Optimized innerProduct(int evaluations) {
        return new Optimized((mean, view) -> factor -> Moments.times(-factor, mean), evaluations);
    }

    /** mean + z · deviation, with the most damaging z. */
    public static Optimized littleIsEnough(int evaluations) {
        return new Optimized(
                (mean, view) -> {
                    double[] deviation = Moments.deviation(view.honest(), mean);
                    return factor -> Moments.along(mean, factor, deviation);
                },
                evaluations);
    }

    @Override
    public float[] corrupt(AttackView view) {
        if (view.update().length == 0) {
            return new float[0];
        }
        double[] mean = Moments.mean(view.honest());
        Line line = family.of(mean, view);
        return line.at(search.best(factor -> damage(view, line.at(factor), mean)));
    }

    /** The aggregate's squared distance from the mean. */
    private static double damage(AttackView view, float[] vector, double[] mean) {
        float[] aggregate = aggregate(view, vector);
        double squares = 0;
        for (int i = 0; i < mean.length; i++) {
            double difference = aggregate[i] - mean[i];
            squares += difference * difference;
        }
        return squares;
    }

    private static float[] aggregate(AttackView view, float[] vector) {
        Fold fold = view.defence().open(vector.length);
        int position = 0;
        for (float[] honest : view.honest()) {
            fold.add(update(position++, honest));
        }
        for (int i = 0; i < view.byzantine(); i++) {
            fold.add(update(position++, vector));
        }
        return fold.finish().direction().toDense();
    }

    private static ClientUpdate update(int position, float[] values) {
        return new ClientUpdate(new ClientId(String.format(Locale.ROOT, "c-%09d", position)), new Dense(values), 1);
    }
}
