package io.psephos.aggregation;

/**
 * The adders of {@link BitCounter}: sums of bit vectors, 64 coordinates a word, without a carry chain between
 * coordinates. Every loop reads and writes its arrays at one shared index.
 */
final class CarrySave {
    private CarrySave() {}

    /** Adds eight vectors to the three lowest planes; what overflows is worth 8 and left in {@code carry}. */
    static void addEight(long[][] in, int first, long[][] planes, long[] carry, int from, int to) {
        long[] a = in[first];
        long[] b = in[first + 1];
        long[] c = in[first + 2];
        long[] d = in[first + 3];
        long[] e = in[first + 4];
        long[] f = in[first + 5];
        long[] g = in[first + 6];
        long[] h = in[first + 7];
        long[] ones = planes[0];
        long[] twos = planes[1];
        long[] fours = planes[2];
        for (int w = from; w < to; w++) {
            long s = ones[w];
            long x = s ^ a[w];
            long twoA = s & a[w] | x & b[w];
            s = x ^ b[w];
            x = s ^ c[w];
            long twoB = s & c[w] | x & d[w];
            s = x ^ d[w];
            x = s ^ e[w];
            long twoC = s & e[w] | x & f[w];
            s = x ^ f[w];
            x = s ^ g[w];
            long twoD = s & g[w] | x & h[w];
            ones[w] = x ^ h[w];

            s = twos[w];
            x = s ^ twoA;
            long fourA = s & twoA | x & twoB;
            s = x ^ twoB;
            x = s ^ twoC;
            long fourB = s & twoC | x & twoD;
            twos[w] = x ^ twoD;

            s = fours[w];
            x = s ^ fourA;
            carry[w] = s & fourA | x & fourB;
            fours[w] = x ^ fourB;
        }
    }

    /** Adds two vectors to the plane; what overflows is left in the first of them. */
    static void addTwo(long[] plane, long[] first, long[] second, int from, int to) {
        for (int w = from; w < to; w++) {
            long s = plane[w];
            long x = s ^ first[w];
            plane[w] = x ^ second[w];
            first[w] = s & first[w] | x & second[w];
        }
    }

    /** Adds a vector to the plane; what overflows is left in the vector. */
    static void addOne(long[] plane, long[] vector, int from, int to) {
        for (int w = from; w < to; w++) {
            long s = plane[w];
            long v = vector[w];
            plane[w] = s ^ v;
            vector[w] = s & v;
        }
    }
}
