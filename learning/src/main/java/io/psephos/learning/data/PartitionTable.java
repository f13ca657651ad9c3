package io.psephos.learning.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/** A table of the examples that each client holds of each class, with totals. */
public final class PartitionTable {
    private static final int ALL_UP_TO = 40;
    private static final int HEAD = 20;
    private static final int TAIL = 5;

    private final Shares shares;

    private PartitionTable(Shares shares) {
        this.shares = shares;
    }

    /** The table of the shares; counts are made when they are asked for. */
    public static PartitionTable of(Shares shares) {
        return new PartitionTable(shares);
    }

    /** The text of the table, a line a client; of many clients the first and the last, and the spread of all. */
    public String render() {
        StringBuilder text = new StringBuilder();
        int count = shares.clients();
        int classes = count == 0 ? 0 : shares.classCount();
        line(
                text,
                "client",
                IntStream.range(0, classes).mapToObj(Integer::toString).toArray(String[]::new),
                "total");
        int shown = count > ALL_UP_TO ? HEAD : count;
        clients(text, 0, shown);
        if (shown < count) {
            text.append(String.format(Locale.ROOT, "%8s\n", "… " + (count - HEAD - TAIL) + " more"));
            clients(text, count - TAIL, count);
        }
        int[] sums = new int[classes];
        for (int client = 0; client < count; client++) {
            int[] row = shares.of(client).classCounts();
            Arrays.setAll(sums, c -> sums[c] + row[c]);
        }
        line(text, "all", sums);
        if (count > 0) {
            text.append("examples a client: ").append(spread()).append('\n');
        }
        return text.toString();
    }

    /** The fewest and the most examples that a client holds, and the median. */
    public String spread() {
        int[] totals =
                IntStream.range(0, shares.clients()).map(shares::count).sorted().toArray();
        return totals.length == 0
                ? "none"
                : String.format(
                        Locale.ROOT,
                        "%d to %d, median %d",
                        totals[0],
                        totals[totals.length - 1],
                        totals[totals.length / 2]);
    }

    @Override
    public String toString() {
        return render();
    }

    private void clients(StringBuilder text, int from, int to) {
        for (int client = from; client < to; client++) {
            line(text, Integer.toString(client), shares.of(client).classCounts());
        }
    }

    private static void line(StringBuilder text, String name, int[] numbers) {
        String[] cells = Arrays.stream(numbers)
                .mapToObj(n -> n == 0 ? "·" : Integer.toString(n))
                .toArray(String[]::new);
        line(text, name, cells, Integer.toString(total(numbers)));
    }

    private static void line(StringBuilder text, String name, String[] cells, String total) {
        text.append(String.format(Locale.ROOT, "%8s", name));
        for (String cell : cells) {
            text.append(String.format(Locale.ROOT, "%6s", cell));
        }
        text.append(String.format(Locale.ROOT, "%8s\n", total));
    }

    private static int total(int[] numbers) {
        return Arrays.stream(numbers).sum();
    }
}
