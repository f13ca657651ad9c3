package io.psephos.robustness.aggregator;

import io.psephos.robustness.vector.Vectors;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A descent of a point z to the least sum of weighted distances Σα·‖z − x‖ from vectors x, where a distance below ν counts
 * as (‖z − x‖²/ν + ν)/2. So the sum is convex and has a gradient everywhere, on the vectors as well, and its lowest point
 * is the geometric median, or within ν of it where that is one of the vectors.
 *
 * <p>The way of Weiszfeld's algorithm (smoothed by Pillutla, Kakade and Harchaoui, 2022) leads from z to Σβx/Σβ with β =
 * α/max(ν, ‖z − x‖). It is hardly longer than the distance of vectors that lie together beside z, so that the algorithm
 * stays with them for long, and if z is one of them, for ever (Vardi and Zhang, 2000). Here a step is conjugate to the one
 * before (Polak and Ribière), with Weiszfeld's way for the gradient, and as long as the sum falls. Where that comes to
 * little, since the lowest point is a vector or next to one and the sum has a kink there, a step goes towards the nearest
 * vector instead.
 */
final class DistanceDescent {
    private static final double STANDS = 1e-6;
    // Of the lengths here: with less, the double numbers of a point would not say on which side of a vector it is.
    private static final double LEAST_SMOOTHING = 1e-9;
    private static final double LONGEST = 0x1p100;
    private static final int HALVINGS = 30;

    private final Vectors vectors;
    private final double smoothing;
    private final double weight;
    private final double[] point;
    private double[] distances;
    private View view;
    private boolean isSlow;
    private @Nullable Gone last;

    /**
     * What the descent sees from a point.
     *
     * @param way Weiszfeld's, against the gradient
     * @param slope Σβ: how many times as long as the way the gradient is
     * @param squared the way's length, squared
     */
    private record View(double[] way, double slope, double squared) {
        double steepness() {
            return slope * Math.sqrt(squared);
        }
    }

    /** The course of a step, and the view before it. */
    private record Gone(double[] course, View view) {}

    /**
     * @param start where it begins
     * @param smoothing ν, raised to 10⁻⁹ of the start's norm and of the middle distance to it
     */
    DistanceDescent(Vectors vectors, float[] start, double smoothing) {
        this.vectors = vectors;
        this.weight = weight(vectors);
        this.point = new double[start.length];
        for (int c = 0; c < start.length; c++) {
            point[c] = start[c];
        }
        this.distances = vectors.distancesTo(point);
        double length = middle(distances) + Math.sqrt(product(point, point));
        this.smoothing = Math.max(smoothing, LEAST_SMOOTHING * length);
        this.view = lookAround();
    }

    /**
     * Whether the pull is at most 10⁻⁶. Since the sum is convex, the mean distance to the vectors is then within twice
     * that share of the least.
     */
    boolean stands() {
        return pull() <= STANDS;
    }

    /** The length of the gradient over all weight: 1 where all vectors lie on one side, 0 at the lowest point. */
    double pull() {
        return view.steepness() / weight;
    }

    float[] point() {
        float[] rounded = new float[point.length];
        for (int c = 0; c < rounded.length; c++) {
            rounded[c] = (float) point[c];
        }
        return rounded;
    }

    /** Moves the point to where the sum is less. */
    void step() {
        double[] toNearest = isSlow ? toNearest() : view.way;
        boolean isDrawn = isSlow && product(view.way, toNearest) > 0;
        double[] course = isDrawn ? toNearest : conjugate();
        double times = times(course);
        for (int c = 0; c < point.length; c++) {
            point[c] += times * course[c];
        }
        distances = vectors.distancesTo(point);
        View here = lookAround();
        isSlow = !isDrawn && here.steepness() > view.steepness() / 2;
        last = isDrawn ? null : new Gone(course, view);
        view = here;
    }

    private View lookAround() {
        double[] shares = new double[distances.length];
        double slope = 0;
        for (int i = 0; i < shares.length; i++) {
            shares[i] = vectors.weight(i) / Math.max(smoothing, distances[i]);
            slope += shares[i];
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] /= slope;
        }
        double[] way = vectors.wayToCombined(shares, point);
        return new View(way, slope, product(way, way));
    }

    private double[] toNearest() {
        int nearest = 0;
        for (int i = 1; i < distances.length; i++) {
            nearest = distances[i] < distances[nearest] ? i : nearest;
        }
        float[] row = vectors.row(nearest);
        double[] toNearest = new double[row.length];
        for (int c = 0; c < row.length; c++) {
            toNearest[c] = row[c] - point[c];
        }
        return toNearest;
    }

    /** The way from here and a share of the last course, so that the last step's gain is not lost. */
    private double[] conjugate() {
        if (last == null) {
            return view.way;
        }
        View before = last.view;
        double turned = view.slope * view.squared - before.slope * product(view.way, before.way);
        double share = Math.max(0, turned / (before.slope * before.squared));
        double[] course = new double[point.length];
        for (int c = 0; c < course.length; c++) {
            course[c] = view.way[c] + share * last.course[c];
        }
        return product(course, view.way) > 0 ? course : view.way;
    }

    /** How many times the course to go: as far as the sum falls. */
    private double times(double[] course) {
        double[] along = vectors.productsAlong(course, point);
        double squared = product(course, course);
        double low = 0;
        double high = 1;
        while (high < LONGEST && falls(high, along, squared)) {
            low = high;
            high *= 2;
        }
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (falls(middle, along, squared)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** Whether the sum still falls where a course was gone so many times. */
    private boolean falls(double times, double[] along, double squared) {
        double slope = 0;
        for (int i = 0; i < along.length; i++) {
            double distance = distances[i] * distances[i] - times * (2 * along[i] - times * squared);
            slope += vectors.weight(i)
                    * (times * squared - along[i])
                    / Math.max(smoothing, Math.sqrt(Math.max(0, distance)));
        }
        return slope < 0;
    }

    private static double weight(Vectors vectors) {
        double weight = 0;
        for (int i = 0; i < vectors.count(); i++) {
            weight += vectors.weight(i);
        }
        return weight;
    }

    private static double middle(double[] distances) {
        double[] sorted = distances.clone();
        Arrays.sort(sorted);
        return sorted[(sorted.length - 1) / 2];
    }

    private static double product(double[] a, double[] b) {
        double sum = 0;
        for (int c = 0; c < a.length; c++) {
            sum += a[c] * b[c];
        }
        return sum;
    }
}
