package io.psephos.learning.data;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Steps that partitioners share: indices by class, shuffles and cuts. */
final class PartitionSteps {

    private PartitionSteps() {}

    /** Indices of each class in ascending order. */
    static int[][] byClass(Examples examples) {
        int[] counts = examples.classCounts();
        int[][] members = new int[counts.length][];
        Arrays.setAll(members, c -> new int[counts[c]]);
        int[] next = new int[counts.length];
        for (int i = 0; i < examples.count(); i++) {
            int label = examples.label(i);
            members[label][next[label]++] = i;
        }
        return members;
    }

    static int[] shuffled(int count, RandomGenerator random) {
        int[] indices = IntStream.range(0, count).toArray();
        shuffle(indices, random);
        return indices;
    }

    static void shuffle(int[] values, RandomGenerator random) {
        for (int i = values.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int value = values[other];
            values[other] = values[i];
            values[i] = value;
        }
    }

    /** The values in consecutive pieces whose lengths differ by at most one. */
    static int[][] cut(int[] values, int pieces) {
        int[][] cut = new int[pieces][];
        for (int piece = 0; piece < pieces; piece++) {
            cut[piece] = Arrays.copyOfRange(values, (int) ((long) values.length * piece / pieces), (int)
                    ((long) values.length * (piece + 1) / pieces));
        }
        return cut;
    }

    /** @throws IllegalArgumentException without clients, or with fewer examples than pieces */
    static void checkEnough(Examples examples, int clients, int piecesEach) {
        if (clients < 1 || examples.count() < (long) clients * piecesEach) {
            throw new IllegalArgumentException(examples.count() + " examples cannot be partitioned among " + clients
                    + " clients with at least " + piecesEach + " each");
        }
    }
}
