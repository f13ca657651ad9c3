package io.psephos.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The command line of the benchmarks: {@code [NAME] [--json]}, and what {@code simulate} takes besides. */
public final class Main {
    private static final String JSON = "--json";
    private static final String USAGE = """
            Usage: psephos bench [NAME] [--json]
            Benchmarks as ratios against stated baselines in the same run.
              tally    counting and casting votes; what runs without a name
              codecs   every scheme: its speed, and the bits that it sends
              robust   distances of robust rules against a matrix product, medians against sorting
              ingest   keeping the updates of a round in the embedded database: time, bytes written, files
              simulate whole simulations: updates a second, what an update costs and where; MNIST from the
                       folder that PSEPHOS_DATA names, else digits; [--jobs lr,mlp,cnn,no-op] [--threads N]
              --json   one JSON object as the last line of standard output""";

    private Main() {}

    /** Prints a table, and with {@code --json} one JSON object as the last line. */
    public static void main(String[] arguments) {
        List<String> words = List.of(arguments);
        if (words.contains("--help") || words.contains("-h")) {
            System.out.println(USAGE);
            return;
        }
        List<String> names = words.stream().filter(word -> !word.equals(JSON)).toList();
        boolean json = words.contains(JSON);
        if (!names.isEmpty() && names.getFirst().equals("simulate")) {
            simulate(names.subList(1, names.size()), json);
            return;
        }
        if (names.size() > 1 || !List.of("tally", "codecs", "robust", "ingest").containsAll(names)) {
            System.err.println(USAGE);
            System.exit(2);
        }
        if (names.contains("codecs")) {
            CodecReport report = CodecRun.measure();
            print(report.table(), report.json(), json);
        } else if (names.contains("robust")) {
            RobustReport report = RobustRun.measure();
            print(report.table(), report.json(), json);
        } else if (names.contains("ingest")) {
            IngestReport report = IngestRun.measure();
            print(report.table(), report.json(), json);
        } else {
            TallyReport report = TallyRun.measure();
            print(report.table(), report.json(), json);
        }
    }

    private static void simulate(List<String> words, boolean json) {
        SimulateCommand command;
        try {
            command = SimulateCommand.of(words);
        } catch (IllegalArgumentException e) {
            System.err.println("psephos: " + e.getMessage());
            System.err.println(USAGE);
            System.exit(2);
            return;
        }
        SimulateReport report = command.measure(Optional.ofNullable(System.getenv("PSEPHOS_DATA"))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of));
        print(report.table(), report.json(), json);
    }

    private static void print(String table, String line, boolean json) {
        System.out.print(table);
        if (json) {
            System.out.println(line);
        }
    }
}
