package io.psephos.learning.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/** A table of the examples that each client holds of each class, with totals. */
public final class PartitionTable {
    private static final int ALL_UP_TO = 40;
    private static final int HEAD = 20;
    private static final int TAIL = 5;

    private final int[][] counts;

    private PartitionTable(int[][] counts) {
        this.counts = counts;
    }

    /** @param shares indices by client, as a {@link Partitioner} returns them */
    public static PartitionTable of(Examples examples, int[][] shares) {
        return new PartitionTable(Arrays.stream(shares)
                .map(share -> examples.select(share).classCounts())
                .toArray(int[][]::new));
    }

    /** The text of the table, a line a client; of many clients the first and the last, and the spread of all. */
    public String render() {
        StringBuilder text = new StringBuilder();
        int classes = counts.length == 0 ? 0 : counts[0].length;
        line(
                text,
                "client",
                IntStream.range(0, classes).mapToObj(Integer::toString).toArray(String[]::new),
                "total");
        int shown = counts.length > ALL_UP_TO ? HEAD : counts.length;
        clients(text, 0, shown);
        if (shown < counts.length) {
            text.append(String.format(Locale.ROOT, "%8s\n", "… " + (counts.length - HEAD - TAIL) + " more"));
            clients(text, counts.length - TAIL, counts.length);
        }
        int[] sums = new int[classes];
        for (int[] row : counts) {
            Arrays.setAll(sums, c -> sums[c] + row[c]);
        }
        line(text, "all", sums);
        if (counts.length > 0) {
            text.append("examples a client: ").append(spread()).append('\n');
        }
        return text.toString();
    }

    /** The fewest and the most examples that a client holds, and the median. */
    public String spread() {
        int[] totals =
                Arrays.stream(counts).mapToInt(PartitionTable::total).sorted().toArray();
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
            line(text, Integer.toString(client), counts[client]);
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
