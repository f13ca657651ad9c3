package io.psephos.learning.data;

import io.psephos.protocol.Text;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * The scaling of features.
 *
 * @param divisor where the kind is one
 */
record FeatureScale(Kind kind, float divisor) {
    /** Bytes of images to 0 to 1, floats as they are. */
    static final FeatureScale USUAL = new FeatureScale(Kind.USUAL, 1);

    /** All as they are. */
    static final FeatureScale NONE = new FeatureScale(Kind.NONE, 1);

    private static final float WHITE = 255;

    /** How the numbers of a scaling are found. */
    enum Kind {
        USUAL,
        NONE,
        DIVISOR,
        UNIT,
        STANDARD
    }

    /** Whether bytes may stay bytes. */
    boolean keepsBytes() {
        return kind != Kind.UNIT && kind != Kind.STANDARD;
    }

    /** The byte that becomes 1. */
    float white() {
        return kind == Kind.USUAL ? WHITE : divisor;
    }

    /** The numbers of the scaling, found on the rows at the positions. */
    Numbers fit(float[][] rows, int[] training, int width) {
        Numbers numbers = new Numbers(new double[width], new double[width]);
        for (int column = 0; column < width; column++) {
            Column of = new Column(rows, column, training);
            numbers.zeros[column] = switch (kind) {
                case USUAL, NONE, DIVISOR -> 0;
                case UNIT -> of.numbers().min().orElse(0);
                case STANDARD -> of.mean();
            };
            numbers.ones[column] = switch (kind) {
                case USUAL, NONE -> 1;
                case DIVISOR -> divisor;
                case UNIT -> of.numbers().max().orElse(0) - numbers.zeros[column];
                case STANDARD -> of.deviation();
            };
        }
        return numbers;
    }

    /**
     * The numbers of a scaling, a pair for each feature.
     *
     * @param zeros what becomes 0
     * @param ones the difference that becomes 1; 0 where a feature does not vary, which then becomes 0
     */
    record Numbers(double[] zeros, double[] ones) {

        void apply(float[] row) {
            for (int i = 0; i < row.length; i++) {
                row[i] = ones[i] > 0 ? (float) ((row[i] - zeros[i]) / ones[i]) : 0;
            }
        }
    }

    /** A feature's numbers over some rows, without those that are missing. */
    record Column(float[][] rows, int column, int[] positions) {

        DoubleStream numbers() {
            return Arrays.stream(positions)
                    .mapToDouble(row -> rows[row][column])
                    .filter(number -> !Double.isNaN(number));
        }

        /** The mean; 0 where there is no number. One sum in one order, so that it is the same everywhere. */
        double mean() {
            double sum = 0;
            int count = 0;
            for (double number : numbers().toArray()) {
                sum += number;
                count++;
            }
            return sum / Math.max(1, count);
        }

        private double deviation() {
            double mean = mean();
            double[] numbers = numbers().toArray();
            double squares = 0;
            for (double number : numbers) {
                squares += (number - mean) * (number - mean);
            }
            return Math.sqrt(squares / Math.max(1, numbers.length));
        }
    }

    /** What was done to floats, in words; nothing where they are as they were. */
    String told() {
        return switch (kind) {
            case USUAL, NONE -> "";
            case DIVISOR -> "features are divided by " + Text.plain(divisor);
            case UNIT -> "features run from 0 to 1 over the training part";
            case STANDARD -> "features have mean 0 and deviation 1 over the training part";
        };
    }
}
