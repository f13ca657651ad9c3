package io.psephos.bench;

import java.util.List;

/** The command line of the benchmarks: {@code tally [--json]}. */
public final class Main {
    private Main() {}

    /** Prints a table, and with {@code --json} one JSON object as the last line. */
    public static void main(String[] arguments) {
        List<String> words = List.of(arguments);
        if (!words.contains("tally") || !List.of("tally", "--json").containsAll(words)) {
            System.err.println("usage: tally [--json]");
            System.exit(2);
        }
        TallyReport report = TallyRun.measure();
        System.out.print(report.table());
        if (words.contains("--json")) {
            System.out.println(report.json());
        }
    }
}
