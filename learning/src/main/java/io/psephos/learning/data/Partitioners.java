package io.psephos.learning.data;

import io.psephos.protocol.JobSpec.Simulation.Partition;
import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** The ways to deal that a job file can name. */
public final class Partitioners {

    private Partitioners() {}

    /** The way that a job file writes. */
    public static Partitioner of(Partition partition) {
        return switch (partition.kind()) {
            case IID -> iid();
            case SHARDS -> shards(partition.shards());
            case DIRICHLET -> dirichlet(partition.alpha());
            case SIMILARITY -> similarity(partition.alpha());
        };
    }

    /** Shuffled, and the same number for everyone, but for one where they do not divide. */
    public static Partitioner iid() {
        return (examples, clients, random) -> {
            Dealing.checkEnough(examples, clients, 1);
            return Dealing.cut(Dealing.shuffled(examples.count(), random), clients);
        };
    }

    /** Sorted by class, cut into equal shards, and so many random shards for everyone (McMahan et al., 2017). */
    public static Partitioner shards(int shardsPerClient) {
        if (shardsPerClient < 1) {
            throw new IllegalArgumentException("shards per client must be >= 1, was " + shardsPerClient);
        }
        return (examples, clients, random) -> {
            Dealing.checkEnough(examples, clients, shardsPerClient);
            return deal(shards(examples, clients * shardsPerClient, random), clients, random);
        };
    }

    /** Of each class, shares drawn from Dirichlet(α, …, α) over the clients (Yurochkin et al., 2019). */
    public static Partitioner dirichlet(double alpha) {
        return new DirichletPartitioner(alpha);
    }

    /**
     * A random share dealt as by {@link #iid()}, the rest sorted by class and cut into as many equal pieces as there are
     * clients: γ-similarity (Karimireddy et al., 2020).
     *
     * @param share γ, 0 to 1
     */
    public static Partitioner similarity(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("the similar share must be 0 to 1, was " + share);
        }
        return (examples, clients, random) -> {
            Dealing.checkEnough(examples, clients, 1);
            int[] order = Dealing.shuffled(examples.count(), random);
            int alike = (int) (share * order.length);
            int[][] similar = Dealing.cut(Arrays.copyOf(order, alike), clients);
            int[] rest = Arrays.stream(order, alike, order.length)
                    .boxed()
                    .sorted(Comparator.comparingInt(examples::label))
                    .mapToInt(Integer::intValue)
                    .toArray();
            int[][] sorted = Dealing.cut(rest, clients);
            int[][] hands = new int[clients][];
            for (int client = 0; client < clients; client++) {
                // The pieces of both cuts grow where the other's do not, so that nobody is left without.
                int other = clients - 1 - client;
                hands[client] = IntStream.concat(Arrays.stream(similar[client]), Arrays.stream(sorted[other]))
                        .toArray();
            }
            return hands;
        };
    }

    private static int[][] shards(Examples examples, int count, RandomGenerator random) {
        int[][] members = Dealing.byClass(examples);
        for (int[] ofClass : members) {
            Dealing.shuffle(ofClass, random);
        }
        int[] sorted = Arrays.stream(members).flatMapToInt(Arrays::stream).toArray();
        return Dealing.cut(sorted, count);
    }

    private static int[][] deal(int[][] shards, int clients, RandomGenerator random) {
        int[] order = Dealing.shuffled(shards.length, random);
        int[][] hands = new int[clients][];
        for (int client = 0; client < clients; client++) {
            int each = shards.length / clients;
            hands[client] = Arrays.stream(order, client * each, (client + 1) * each)
                    .mapToObj(shard -> shards[shard])
                    .flatMapToInt(Arrays::stream)
                    .toArray();
        }
        return hands;
    }
}
