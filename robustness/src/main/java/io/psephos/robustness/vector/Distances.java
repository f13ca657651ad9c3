package io.psephos.robustness.vector;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Squared Euclidean distances of n rows. */
public final class Distances {
    private final double[][] squared;

    Distances(double[][] squared) {
        this.squared = squared;
    }

    /** Number of rows. */
    public int count() {
        return squared.length;
    }

    /** The squared distance of two rows; 0 of a row to itself. */
    public double squared(int one, int other) {
        return squared[one][other];
    }

    /** Indices of all other rows, nearest first, of equally near ones the lower index first. */
    public int[] neighbours(int row) {
        return IntStream.range(0, count())
                .filter(other -> other != row)
                .boxed()
                .sorted(Comparator.comparingDouble(other -> squared[row][other]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The row and its nearest others, as many as make up the count, nearest first. */
    public int[] nearest(int row, int count) {
        int[] nearest = new int[count];
        nearest[0] = row;
        System.arraycopy(neighbours(row), 0, nearest, 1, count - 1);
        return nearest;
    }

    /** Indices of the lowest numbers, lowest first, of equal ones the lower index first. */
    public static int[] lowest(double[] numbers, int count) {
        return IntStream.range(0, numbers.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> numbers[i]))
                .limit(count)
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
