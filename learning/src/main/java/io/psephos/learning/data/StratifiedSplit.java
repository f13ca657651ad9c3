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

    /**
     * A split by order in place of chance: the end of what each client has is the share.
     *
     * @param clients of each of the examples; empty where all are of one
     */
    static StratifiedSplit ends(int[] clients, int examples, int clientCount, double fraction) {
        int[] owners = clients.length == 0 ? new int[examples] : clients;
        int[] left = new int[Math.max(1, clientCount)];
        IntStream.of(owners).forEach(owner -> left[owner]++);
        int[] kept = IntStream.of(left)
                .map(count -> count - (int) Math.round(fraction * count))
                .toArray();
        boolean[] shared = new boolean[examples];
        for (int i = 0; i < examples; i++) {
            shared[i] = kept[owners[i]]-- <= 0;
        }
        return new StratifiedSplit(
                IntStream.range(0, examples).filter(i -> shared[i]).toArray(),
                IntStream.range(0, examples).filter(i -> !shared[i]).toArray());
    }
}
