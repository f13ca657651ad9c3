package io.psephos.compression.sparse;

import io.psephos.compression.Sparse;

/**
 * Selection of coordinates by magnitude. The bits of a float without its sign are in the order of magnitudes, so the
 * k-th largest is found by counting digits: eleven bits, then eleven, then nine, each time among those that agree so
 * far.
 */
final class Magnitudes {
    private static final int DIGITS = 1 << 11;

    private Magnitudes() {}

    /**
     * A cut by magnitude: coordinates above it are kept, and the first few that are equal.
     *
     * @param bits the magnitude, as the bits of a float
     */
    record Cut(int bits, int ties) {
        /** The cut that keeps whatever is not zero. */
        static final Cut AT_ZERO = new Cut(0, 0);
    }

    /** The cut that keeps the k largest magnitudes, of equal ones those of the lowest index, and never a zero. */
    static Cut largest(float[] update, int[] bounds, int k) {
        if (k >= SparsifiedRanges.sparsified(bounds)) {
            return Cut.AT_ZERO;
        }
        int[] digits = new int[2 * DIGITS];
        for (int r = 0, from = 0; r < bounds.length; r += 2) {
            count(update, from, bounds[r], digits);
            from = r + 1 < bounds.length ? bounds[r + 1] : from;
        }
        for (int i = 0; i < DIGITS; i++) {
            digits[i] += digits[DIGITS + i];
        }
        int first = digit(digits, DIGITS, k);
        int left = k - above(digits, DIGITS, first);
        int[] close = new int[digits[first] + 1];
        int found = 0;
        for (int r = 0, from = 0; r < bounds.length; r += 2) {
            found = gather(update, from, bounds[r], first, close, found);
            from = r + 1 < bounds.length ? bounds[r + 1] : from;
        }
        return among(close, found, first, left);
    }

    /** The cut at the largest magnitude that is not above the threshold. */
    static Cut above(double threshold) {
        float at = (float) Math.min(threshold, Float.MAX_VALUE);
        return new Cut(magnitude(at > threshold ? Math.nextDown(at) : at), 0);
    }

    /** The coordinates that the cut keeps, and of ranges that are sent whole all that are not zero. */
    static Sparse kept(float[] update, int[] bounds, Cut cut) {
        int[] indices = new int[count(update, bounds, cut)];
        int found = 0;
        int ties = cut.ties();
        for (int r = 0, from = 0; r < bounds.length; from = bounds[r++]) {
            boolean isSparsified = (r & 1) == 0;
            int before = found;
            found = isSparsified
                    ? collect(update, from, bounds[r], cut.bits(), ties, indices, found)
                    : collect(update, from, bounds[r], 0, 0, indices, found);
            ties -= isSparsified && ties > 0 ? equal(update, indices, before, found, cut.bits()) : 0;
        }
        return new Sparse(update.length, indices, values(update, indices));
    }

    static float[] values(float[] update, int[] indices) {
        float[] values = new float[indices.length];
        for (int k = 0; k < values.length; k++) {
            values[k] = update[indices[k]];
        }
        return values;
    }

    private static int magnitude(float value) {
        return Float.floatToRawIntBits(value) & 0x7fff_ffff;
    }

    /** Counts digits in two tables in turn, so that equal digits in a row need not wait for each other. */
    private static void count(float[] update, int from, int to, int[] digits) {
        int i = from;
        for (; i + 1 < to; i += 2) {
            digits[magnitude(update[i]) >>> 20]++;
            digits[DIGITS + (magnitude(update[i + 1]) >>> 20)]++;
        }
        if (i < to) {
            digits[magnitude(update[i]) >>> 20]++;
        }
    }

    /** The digit of the k-th largest magnitude. */
    private static int digit(int[] digits, int size, int k) {
        int digit = size;
        int above = 0;
        while (above < k) {
            digit--;
            above += digits[digit];
        }
        return digit;
    }

    private static int above(int[] digits, int size, int digit) {
        int above = 0;
        for (int i = digit + 1; i < size; i++) {
            above += digits[i];
        }
        return above;
    }

    private static int gather(float[] update, int from, int to, int first, int[] close, int found) {
        int at = found;
        for (int i = from; i < to; i++) {
            int bits = magnitude(update[i]);
            close[at] = bits;
            at += (bits >>> 20 ^ first) - 1 >>> 31;
        }
        return at;
    }

    /** The cut after {@code k} of the magnitudes, which agree in their first digit. */
    private static Cut among(int[] close, int count, int first, int k) {
        int prefix = first;
        int left = k;
        int size = count;
        for (int shift : new int[] {9, 0}) {
            int width = shift == 0 ? 9 : 11;
            int[] digits = new int[1 << width];
            for (int i = 0; i < size; i++) {
                digits[close[i] >>> shift & (1 << width) - 1]++;
            }
            int digit = digit(digits, digits.length, left);
            left -= above(digits, digits.length, digit);
            prefix = prefix << width | digit;
            int at = 0;
            for (int i = 0; i < size; i++) {
                int bits = close[i];
                close[at] = bits;
                at += (bits >>> shift ^ prefix) - 1 >>> 31;
            }
            size = at;
        }
        return prefix == 0 ? Cut.AT_ZERO : new Cut(prefix, left);
    }

    private static int count(float[] update, int[] bounds, Cut cut) {
        int count = cut.ties();
        for (int r = 0, from = 0; r < bounds.length; from = bounds[r++]) {
            count += above(update, from, bounds[r], (r & 1) == 0 ? cut.bits() : 0);
        }
        return count;
    }

    private static int above(float[] update, int from, int to, int cut) {
        int count = 0;
        for (int i = from; i < to; i++) {
            count += cut - magnitude(update[i]) >>> 31;
        }
        return count;
    }

    /** Appends the indices without a branch on the values, until there are as many as were counted. */
    private static int collect(float[] update, int from, int to, int cut, int ties, int[] indices, int found) {
        int at = found;
        int left = ties;
        for (int i = from; i < to && at < indices.length; i++) {
            int bits = magnitude(update[i]);
            int tie = (bits ^ cut) - 1 >>> 31 & -left >>> 31;
            indices[at] = i;
            at += (cut - bits >>> 31) + tie;
            left -= tie;
        }
        return at;
    }

    private static int equal(float[] update, int[] indices, int from, int to, int cut) {
        int count = 0;
        for (int k = from; k < to; k++) {
            count += magnitude(update[indices[k]]) == cut ? 1 : 0;
        }
        return count;
    }
}
