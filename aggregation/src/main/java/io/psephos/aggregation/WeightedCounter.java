package io.psephos.aggregation;

import java.util.ArrayList;
import java.util.List;

/**
 * A counter of the weight of ones at each position of the added bit vectors. A vector of weight w is counted once for
 * each bit set in w, in a counter of its own whose planes stand that many places higher.
 */
final class WeightedCounter {
    private final int words;
    private final List<BitCounter> byExponent = new ArrayList<>();

    WeightedCounter(int words) {
        this.words = words;
    }

    /** Total weight of the vectors that were added. */
    long added() {
        long added = 0;
        for (int k = 0; k < byExponent.size(); k++) {
            added += byExponent.get(k).added() << k;
        }
        return added;
    }

    /** Adds the vector; it must not be modified afterwards. */
    void add(long[] bits, int weight) {
        reserve(Integer.SIZE - Integer.numberOfLeadingZeros(weight));
        for (int k = 0; k < byExponent.size(); k++) {
            if ((weight >>> k & 1) != 0) {
                byExponent.get(k).add(bits);
            }
        }
    }

    /** Adds all that the other has counted; the other may not be used any more. */
    void merge(WeightedCounter other) {
        reserve(other.byExponent.size());
        for (int k = 0; k < other.byExponent.size(); k++) {
            byExponent.get(k).merge(other.byExponent.get(k));
        }
    }

    /** The planes of all sums, lowest first; at least enough for the largest sum. */
    long[][] planes() {
        reserve(1);
        if (byExponent.size() == 1) {
            return byExponent.get(0).planes();
        }
        long[][] sums = new long[Long.SIZE - Long.numberOfLeadingZeros(added())][words];
        for (int k = 0; k < byExponent.size(); k++) {
            CarrySave.addCounts(sums, byExponent.get(k).planes(), k);
        }
        return sums;
    }

    private void reserve(int size) {
        while (byExponent.size() < size) {
            byExponent.add(new BitCounter(words));
        }
    }
}
