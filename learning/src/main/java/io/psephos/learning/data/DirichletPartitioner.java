package io.psephos.learning.data;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A partitioner with label skew by Dirichlet shares: the smaller α, the fewer clients hold a class. A client that would
 * get nothing takes one example from the client with most.
 */
final class DirichletPartitioner implements Partitioner {
    private final double alpha;

    DirichletPartitioner(double alpha) {
        if (!(alpha > 0) || Double.isInfinite(alpha)) {
            throw new IllegalArgumentException("alpha must be > 0 and finite, was " + alpha);
        }
        this.alpha = alpha;
    }

    @Override
    public int[][] split(Examples examples, int clients, RandomGenerator random) {
        PartitionSteps.checkEnough(examples, clients, 1);
        int[] owners = new int[examples.count()];
        for (int[] members : PartitionSteps.byClass(examples)) {
            PartitionSteps.shuffle(members, random);
            partition(members, DirichletShares.draw(alpha, clients, random), owners);
        }
        int[] counts = new int[clients];
        for (int owner : owners) {
            counts[owner]++;
        }
        giveToTheEmpty(owners, counts);
        return shares(owners, counts);
    }

    private static void partition(int[] members, double[] shares, int[] owners) {
        double cumulated = 0;
        int from = 0;
        for (int client = 0; client < shares.length; client++) {
            cumulated += shares[client];
            int to = client == shares.length - 1
                    ? members.length
                    : (int) Math.min(members.length, Math.round(cumulated * members.length));
            for (; from < to; from++) {
                owners[members[from]] = client;
            }
        }
    }

    private static void giveToTheEmpty(int[] owners, int[] counts) {
        for (int client = 0; client < counts.length; client++) {
            if (counts[client] == 0) {
                int richest = IntStream.range(0, counts.length).reduce(0, (a, b) -> counts[b] > counts[a] ? b : a);
                int example = IntStream.range(0, owners.length)
                        .filter(i -> owners[i] == richest)
                        .findFirst()
                        .orElseThrow();
                owners[example] = client;
                counts[richest]--;
                counts[client]++;
            }
        }
    }

    private static int[][] shares(int[] owners, int[] counts) {
        int[][] shares = new int[counts.length][];
        Arrays.setAll(shares, client -> new int[counts[client]]);
        int[] next = new int[counts.length];
        for (int i = 0; i < owners.length; i++) {
            shares[owners[i]][next[owners[i]]++] = i;
        }
        return shares;
    }
}
