package io.psephos.learning.data;

import io.psephos.protocol.JobSpec.Simulation.Partition;
import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** The partitioners that a job file can name. */
public final class Partitioners {

    private Partitioners() {}

    /**
     * The partitioner of a data set's examples that a job file asks for.
     *
     * @throws IllegalArgumentException when it asks for the set's own clients, and the set has none
     */
    public static Partitioner of(Partition partition, DataSet set) {
        return switch (partition.kind()) {
            case IID -> iid();
            case NATURAL ->
                set.clients()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "data set '" + set.name() + "' has no clients of its own"));
            case SHARDS -> shards(partition.shards());
            case DIRICHLET -> dirichlet(partition.alpha());
            case SIMILARITY -> similarity(partition.alpha());
        };
    }

    /** A partitioner of shuffled examples in equal numbers, which differ by at most one. */
    public static Partitioner iid() {
        return (examples, clients, random) -> {
            PartitionSteps.checkEnough(examples, clients, 1);
            return PartitionSteps.cut(PartitionSteps.shuffled(examples.count(), random), clients);
        };
    }

    /**
     * A partitioner of shards: examples sorted by class and cut into equal shards, so many random ones for each client
     * (McMahan et al., 2017).
     */
    public static Partitioner shards(int shardsPerClient) {
        if (shardsPerClient < 1) {
            throw new IllegalArgumentException("shards per client must be >= 1, was " + shardsPerClient);
        }
        return (examples, clients, random) -> {
            PartitionSteps.checkEnough(examples, clients, shardsPerClient);
            return partition(shards(examples, clients * shardsPerClient, random), clients, random);
        };
    }

    /**
     * A partitioner by Dirichlet shares: of each class, shares drawn from Dirichlet(α, …, α) over the clients
     * (Yurochkin et al., 2019).
     */
    public static Partitioner dirichlet(double alpha) {
        return new DirichletPartitioner(alpha);
    }

    /**
     * A partitioner of γ-similarity (Karimireddy et al., 2020): a random share partitioned as by {@link #iid()}, the
     * rest sorted by class and cut into as many equal pieces as there are clients.
     *
     * @param share γ, 0 to 1
     */
    public static Partitioner similarity(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("similarity must be 0 to 1, was " + share);
        }
        return (examples, clients, random) -> {
            PartitionSteps.checkEnough(examples, clients, 1);
            int[] order = PartitionSteps.shuffled(examples.count(), random);
            int alike = (int) (share * order.length);
            int[][] similar = PartitionSteps.cut(Arrays.copyOf(order, alike), clients);
            int[] rest = Arrays.stream(order, alike, order.length)
                    .boxed()
                    .sorted(Comparator.comparingInt(examples::label))
                    .mapToInt(Integer::intValue)
                    .toArray();
            int[][] sorted = PartitionSteps.cut(rest, clients);
            int[][] shares = new int[clients][];
            for (int client = 0; client < clients; client++) {
                // The pieces of both cuts grow where the other's do not, so that nobody is left without.
                int other = clients - 1 - client;
                shares[client] = IntStream.concat(Arrays.stream(similar[client]), Arrays.stream(sorted[other]))
                        .toArray();
            }
            return shares;
        };
    }

    private static int[][] shards(Examples examples, int count, RandomGenerator random) {
        int[][] members = PartitionSteps.byClass(examples);
        for (int[] ofClass : members) {
            PartitionSteps.shuffle(ofClass, random);
        }
        int[] sorted = Arrays.stream(members).flatMapToInt(Arrays::stream).toArray();
        return PartitionSteps.cut(sorted, count);
    }

    private static int[][] partition(int[][] shards, int clients, RandomGenerator random) {
        int[] order = PartitionSteps.shuffled(shards.length, random);
        int[][] shares = new int[clients][];
        for (int client = 0; client < clients; client++) {
            int each = shards.length / clients;
            shares[client] = Arrays.stream(order, client * each, (client + 1) * each)
                    .mapToObj(shard -> shards[shard])
                    .flatMapToInt(Arrays::stream)
                    .toArray();
        }
        return shares;
    }
}
