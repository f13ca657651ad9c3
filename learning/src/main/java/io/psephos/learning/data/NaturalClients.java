package io.psephos.learning.data;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The clients that a data set itself has, and the partition of its training examples among them.
 *
 * @param names in their order
 * @param shares of each client the indices of its training examples, at least one
 */
public record NaturalClients(List<String> names, int[][] shares) implements Partitioner {

    /** @throws IllegalArgumentException when there are not as many shares as names */
    public NaturalClients {
        names = List.copyOf(names);
        if (names.size() != shares.length) {
            throw new IllegalArgumentException(
                    names.size() + " clients must have as many shares, had " + shares.length);
        }
    }

    /** Number of clients. */
    public int count() {
        return shares.length;
    }

    @Override
    public int[][] split(Examples examples, int clients, RandomGenerator random) {
        if (clients != shares.length) {
            throw new IllegalArgumentException("the data has " + shares.length
                    + " clients, and must be partitioned among as many, was " + clients);
        }
        return shares;
    }
}
