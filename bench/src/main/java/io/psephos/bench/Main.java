package io.psephos.bench;

import java.util.List;

/** The command line of the benchmarks: {@code [tally] [--json]}. */
public final class Main {
    private static final String USAGE =
            """
            Usage: psephos bench [NAME] [--json]
            Benchmarks as ratios against stated baselines in the same run.
              tally    counting and casting votes; all there is so far, and what runs without a name
              --json   one JSON object as the last line of standard output""";

    private Main() {}

    /** Prints a table, and with {@code --json} one JSON object as the last line. */
    public static void main(String[] arguments) {
        List<String> words = List.of(arguments);
        if (words.contains("--help") || words.contains("-h")) {
            System.out.println(USAGE);
            return;
        }
        if (!List.of("tally", "--json").containsAll(words)) {
            System.err.println(USAGE);
            System.exit(2);
        }
        TallyReport report = TallyRun.measure();
        System.out.print(report.table());
        if (words.contains("--json")) {
            System.out.println(report.json());
        }
    }
}
