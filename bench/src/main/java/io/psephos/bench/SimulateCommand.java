package io.psephos.bench;

import io.psephos.bench.simulation.SimulatedJob;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The command line of {@link SimulateRun}.
 *
 * @param jobs names of those to measure
 * @param threads clients that train at the same time
 */
record SimulateCommand(List<String> jobs, int threads) {
    private static final List<String> KNOWN = List.of("lr", "mlp", "cnn", "no-op");
    private static final long SPLIT_SEED = 1;
    private static final int WARMEST = 40;
    private static final double SECONDS = 10;

    /** @throws IllegalArgumentException for words that it does not know */
    static SimulateCommand of(List<String> words) {
        List<String> jobs = KNOWN;
        int threads = Runtime.getRuntime().availableProcessors();
        for (int i = 0; i < words.size(); i += 2) {
            String option = words.get(i);
            if (i + 1 == words.size() || !List.of("--jobs", "--threads").contains(option)) {
                throw new IllegalArgumentException("simulate takes --jobs and --threads with a value, was " + option);
            }
            if (option.equals("--jobs")) {
                jobs = jobs(words.get(i + 1));
            } else {
                threads = threads(words.get(i + 1));
            }
        }
        return new SimulateCommand(jobs, threads);
    }

    private static List<String> jobs(String given) {
        List<String> jobs = List.of(given.split(",", -1));
        jobs.stream().filter(job -> !KNOWN.contains(job)).findFirst().ifPresent(job -> {
            throw new IllegalArgumentException("--jobs must be of " + String.join(",", KNOWN) + ", was '" + job + "'");
        });
        return jobs;
    }

    private static int threads(String given) {
        if (!given.matches("[1-9][0-9]{0,3}")) {
            throw new IllegalArgumentException("--threads must be 1 to 9999, was '" + given + "'");
        }
        return Integer.parseInt(given);
    }

    /** @param folder of data sets; MNIST there is trained on, else the digits that are built in */
    SimulateReport measure(Optional<Path> folder) {
        DataSet data = folder.flatMap(all -> DataSets.in(all).load("mnist", SPLIT_SEED))
                .orElseGet(() -> DataSets.digits(SPLIT_SEED));
        SimulateRun run = new SimulateRun(threads, WARMEST, SECONDS);
        List<SimulateReport.Row> rows = new ArrayList<>();
        for (String job : jobs) {
            measured(job, data).map(run::measure).forEach(rows::add);
        }
        String told =
                data.name().equals("mnist") ? "mnist" : data.name() + " (PSEPHOS_DATA names no folder with mnist/)";
        return new SimulateReport(
                told, threads, rows, jobs.stream().filter("cnn"::equals).toList());
    }

    /** The jobs of a name, each made when it is its turn. */
    private static Stream<SimulatedJob> measured(String name, DataSet data) {
        return switch (name) {
            case "lr" -> Stream.of(SimulatedJob.learning("lr", List.of(), data, 10, 200));
            case "mlp" -> Stream.of(SimulatedJob.learning("mlp", List.of(200, 200), data, 50, 40));
            case "no-op" -> Stream.of(100, 1_000_000).map(clients -> SimulatedJob.noOp(clients, 10, 1_000));
            default -> Stream.of();
        };
    }
}
