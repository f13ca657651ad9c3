package io.psephos.learning.data;

import java.util.random.RandomGenerator;

/** A rule that partitions examples among clients. */
@FunctionalInterface
public interface Partitioner {

    /**
     * Indices of each client's examples: every example once, every client with at least one.
     *
     * @throws IllegalArgumentException when there are too few examples for so many clients
     */
    int[][] split(Examples examples, int clients, RandomGenerator random);
}
