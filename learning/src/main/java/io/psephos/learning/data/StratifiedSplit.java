package io.psephos.learning.data;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A split of indices in two parts, stratified by class.
 *
 * @param share in ascending order
 * @param rest in ascending order
 */
record StratifiedSplit(int[] share, int[] rest) {

    static StratifiedSplit of(Examples examples, double fraction, SplittableRandom random) {
        boolean[] shared = new boolean[examples.count()];
        for (int[] members : PartitionSteps.byClass(examples)) {
            PartitionSteps.shuffle(members, random);
            long count = Math.round(fraction * members.length);
            for (int i = 0; i < count; i++) {
                shared[members[i]] = true;
            }
        }
        return new StratifiedSplit(
                IntStream.range(0, shared.length).filter(i -> shared[i]).toArray(),
                IntStream.range(0, shared.length).filter(i -> !shared[i]).toArray());
    }
}
