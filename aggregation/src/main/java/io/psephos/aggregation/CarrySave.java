package io.psephos.aggregation;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One block of {@link BitCounter}'s planes and the adders over it: sums of bit vectors, 64 coordinates a word.
 *
 * <p>Vectors enter in fours. What overflows waits at its plane for a second vector of the same weight, so that most
 * planes are touched seldom; adders are bound by their stores.
 */
final class CarrySave {
    /** Words of a block: long enough for memory to be read ahead; with the array header all arrays lie alike. */
    static final int WORDS = 2046;

    private static final int INPUTS = 4;

    private final long[][] planes;
    private final long[][] inputs = new long[INPUTS][WORDS];
    private final long[][] carries;
    private final long[] @Nullable [] waiting;

    /** @param vectors most vectors of one {@link #add} */
    CarrySave(int vectors, int planeCount) {
        this.planes = new long[planeCount][WORDS];
        this.carries = new long[(vectors + INPUTS - 1) / INPUTS][WORDS];
        this.waiting = new long[planeCount][];
    }

    void load(long[][] from, int offset, int count) {
        for (int k = 0; k < planes.length; k++) {
            System.arraycopy(from[k], offset, planes[k], 0, count);
        }
    }

    void store(long[][] to, int offset, int count) {
        for (int k = 0; k < planes.length; k++) {
            System.arraycopy(planes[k], 0, to[k], offset, count);
        }
    }

    /** Adds this block's part of the first vectors. */
    void add(long[][] vectors, int vectorCount, int offset, int count) {
        for (int first = 0; first < vectorCount; first += INPUTS) {
            for (int i = 0; i < INPUTS; i++) {
                if (first + i < vectorCount) {
                    System.arraycopy(vectors[first + i], offset, inputs[i], 0, count);
                } else {
                    Arrays.fill(inputs[i], 0);
                }
            }
            long[] overflow = carries[first / INPUTS];
            addInputs(planes[0], planes[1], overflow, count);
            enter(overflow, 2, count);
        }
        settle(count);
    }

    private void enter(long[] vector, int plane, int count) {
        if (plane == planes.length) {
            return;
        }
        long[] first = waiting[plane];
        if (first == null) {
            waiting[plane] = vector;
        } else {
            waiting[plane] = null;
            addTwo(planes[plane], first, vector, count);
            enter(first, plane + 1, count);
        }
    }

    /** Carries all waiting vectors into their planes. */
    private void settle(int count) {
        for (int k = 2; k < planes.length; k++) {
            long[] vector = waiting[k];
            if (vector != null) {
                waiting[k] = null;
                addOne(planes[k], vector, count);
                enter(vector, k + 1, count);
            }
        }
    }

    /** Three full adders: the four inputs into the two lowest planes, what overflows is worth 4. */
    private void addInputs(long[] ones, long[] twos, long[] fours, int count) {
        long[] a = inputs[0];
        long[] b = inputs[1];
        long[] c = inputs[2];
        long[] d = inputs[3];
        for (int w = 0; w < count; w++) {
            long s = ones[w];
            long x = s ^ a[w];
            long twoA = s & a[w] | x & b[w];
            s = x ^ b[w];
            x = s ^ c[w];
            long twoB = s & c[w] | x & d[w];
            ones[w] = x ^ d[w];
            s = twos[w];
            x = s ^ twoA;
            fours[w] = s & twoA | x & twoB;
            twos[w] = x ^ twoB;
        }
    }

    /** Adds two vectors to the plane; what overflows is left in the first of them. */
    private static void addTwo(long[] plane, long[] first, long[] second, int count) {
        for (int w = 0; w < count; w++) {
            long s = plane[w];
            long a = first[w];
            long b = second[w];
            long x = s ^ a;
            first[w] = s & a | x & b;
            plane[w] = x ^ b;
        }
    }

    /** Adds all counts to the planes, {@code shift} planes higher than they stand; they are left as they were. */
    static void addCounts(long[][] planes, long[][] counts, int shift) {
        for (int k = 0; k < counts.length; k++) {
            ripple(planes, k + shift, counts[k].clone());
        }
    }

    /** Adds a vector to the planes from {@code from} on; the vector is used up. */
    static void ripple(long[][] planes, int from, long[] vector) {
        for (int k = from; k < planes.length; k++) {
            addOne(planes[k], vector, vector.length);
        }
    }

    /** Adds a vector to the plane; what overflows is left in the vector. */
    static void addOne(long[] plane, long[] vector, int count) {
        for (int w = 0; w < count; w++) {
            long s = plane[w];
            long v = vector[w];
            plane[w] = s ^ v;
            vector[w] = s & v;
        }
    }
}
