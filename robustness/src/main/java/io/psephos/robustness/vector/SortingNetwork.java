package io.psephos.robustness.vector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A sorting network of compare-and-exchange steps for n numbers: Batcher's merge exchange (Knuth, TAOCP 3, 5.2.2 M),
 * without the steps on which no wanted rank depends. As the steps are always the same, they run on a whole block of
 * coordinates at once.
 */
final class SortingNetwork {
    private final int[] lower;
    private final int[] upper;

    private SortingNetwork(List<int[]> steps) {
        lower = steps.stream().mapToInt(step -> step[0]).toArray();
        upper = steps.stream().mapToInt(step -> step[1]).toArray();
    }

    /**
     * A network after which the ranks from {@code from} to before {@code to} are in their places.
     *
     * @param count n, at least 1
     */
    static SortingNetwork forRanks(int count, int from, int to) {
        List<int[]> all = mergeExchange(count);
        boolean[] isWanted = new boolean[count];
        Arrays.fill(isWanted, from, to, true);
        List<int[]> kept = new ArrayList<>();
        for (int i = all.size() - 1; i >= 0; i--) {
            int[] step = all.get(i);
            if (isWanted[step[0]] || isWanted[step[1]]) {
                isWanted[step[0]] = true;
                isWanted[step[1]] = true;
                kept.add(step);
            }
        }
        Collections.reverse(kept);
        return new SortingNetwork(kept);
    }

    /** Sorts across rows: afterwards {@code rows[r][l]} is the number of rank r of coordinate l. */
    void sort(float[][] rows) {
        for (int i = 0; i < lower.length; i++) {
            exchange(rows[lower[i]], rows[upper[i]]);
        }
    }

    private static void exchange(float[] low, float[] high) {
        for (int l = 0; l < low.length; l++) {
            float a = low[l];
            float b = high[l];
            low[l] = Math.min(a, b);
            high[l] = Math.max(a, b);
        }
    }

    private static List<int[]> mergeExchange(int count) {
        List<int[]> steps = new ArrayList<>();
        int top = count < 2 ? 0 : Integer.highestOneBit(count - 1);
        for (int p = top; p > 0; p >>= 1) {
            addPass(steps, count, p, 0, p);
            for (int q = top; q != p; q >>= 1) {
                addPass(steps, count, p, p, q - p);
            }
        }
        return steps;
    }

    private static void addPass(List<int[]> steps, int count, int p, int r, int distance) {
        for (int i = 0; i < count - distance; i++) {
            if ((i & p) == r) {
                steps.add(new int[] {i, i + distance});
            }
        }
    }
}
