package io.psephos.simulation.report;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The examples that clients hold, class by class.
 *
 * @param clients how many there are
 * @param shown the share of each client; of more than {@value #MOST_SHOWN} clients, so many evenly spaced by size
 * @param examples how many a client holds
 * @param classes how many classes a client has examples of
 */
public record Holdings(int clients, List<Share> shown, Spread examples, Spread classes) {
    static final int MOST_SHOWN = 50;

    public Holdings {
        shown = List.copyOf(shown);
    }

    /** The examples of one client, counted by class. */
    public record Share(int client, boolean attacker, List<Integer> byClass) {
        public Share {
            byClass = List.copyOf(byClass);
        }

        /** Number of examples of all classes. */
        public int total() {
            return byClass.stream().mapToInt(Integer::intValue).sum();
        }
    }

    /** The least, the middle and the most among clients. */
    public record Spread(int least, int median, int most) {
        static Spread of(IntStream values) {
            int[] sorted = values.sorted().toArray();
            return sorted.length == 0
                    ? new Spread(0, 0, 0)
                    : new Spread(sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]);
        }
    }

    /**
     * Returns what so many clients hold.
     *
     * @param byClass the number of examples of each class, by client
     */
    public static Holdings of(int clients, IntFunction<int[]> byClass, IntPredicate attacker) {
        int[] totals = new int[clients];
        int[] classes = new int[clients];
        for (int client = 0; client < clients; client++) {
            int[] counts = byClass.apply(client);
            totals[client] = Arrays.stream(counts).sum();
            classes[client] =
                    (int) Arrays.stream(counts).filter(count -> count > 0).count();
        }
        return new Holdings(
                clients,
                chosen(totals)
                        .map(client -> new Share(
                                client,
                                attacker.test(client),
                                Arrays.stream(byClass.apply(client)).boxed().toList()))
                        .toList(),
                Spread.of(Arrays.stream(totals)),
                Spread.of(Arrays.stream(classes)));
    }

    /** The clients that are shown: all in their order, or the largest, the smallest and those between. */
    private static Stream<Integer> chosen(int[] totals) {
        if (totals.length <= MOST_SHOWN) {
            return IntStream.range(0, totals.length).boxed();
        }
        List<Integer> bySize = IntStream.range(0, totals.length)
                .boxed()
                .sorted(Comparator.comparing((Integer client) -> -totals[client]))
                .toList();
        return IntStream.range(0, MOST_SHOWN)
                .mapToObj(i -> bySize.get((int) ((long) i * (totals.length - 1) / (MOST_SHOWN - 1))));
    }
}
