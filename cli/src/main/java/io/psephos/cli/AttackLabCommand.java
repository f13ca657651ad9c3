package io.psephos.cli;

import io.psephos.learning.data.DataSet;
import io.psephos.simulation.lab.CellResult;
import io.psephos.simulation.lab.Lab;
import io.psephos.simulation.lab.LabFile;
import io.psephos.simulation.report.LabReport;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that runs defences against attacks and reports the accuracy of each pair. */
@Command(
        name = "attack-lab",
        description = {
            "Runs defences against attacks and reports the accuracy of each pair.",
            "A run that was ended goes on where it stopped."
        },
        mixinStandardHelpOptions = true)
final class AttackLabCommand implements Callable<Integer> {
    @Parameters(paramLabel = "LAB.yaml", description = "The lab file, YAML or JSON.")
    private Path labFile = Path.of("lab.yaml");

    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "Where finished cells and the report go; by default psephos-lab-NAME.")
    private @Nullable Path report;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Cells at the same time; by default as many as there are cores.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "One JSON object as the last line of standard output.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        long start = System.nanoTime();
        Output output = new Output(json);
        LabFile file = LabFile.parse(new GivenFile("lab file", labFile).tree());
        Path directory =
                report != null ? report : Path.of("psephos-lab-" + file.name().replaceAll("[^A-Za-z0-9_-]", "-"));
        introduce(output, file, directory);
        AtomicInteger computed = new AtomicInteger();
        LabProgress progress = new LabProgress(output);
        List<CellResult> results = new Lab(file, sets(), directory)
                .run(Math.max(1, Math.min(threads, Runtime.getRuntime().availableProcessors())), step -> {
                    computed.addAndGet(step.reused() ? 0 : 1);
                    progress.show(step);
                });
        progress.end();
        LabReport written = new LabReport(file, results);
        written.writeTo(directory);
        output.line("");
        output.line(written.table());
        output.line("report       " + directory.resolve("index.html"));
        Map<String, Object> summary = new LinkedHashMap<>(written.summary());
        summary.put("computed", computed.get());
        summary.put("seconds", (System.nanoTime() - start) / 1e9);
        output.result(summary);
        return 0;
    }

    private static void introduce(Output output, LabFile file, Path directory) {
        output.line("lab          " + file.name() + ": " + file.defences().size() + " defences, "
                + file.attacks().size() + " attacks by " + file.byzantine() + " beside " + file.honest()
                + " honest clients, " + file.cells().all().size() + " jobs");
        file.cells().gaps().values().stream().distinct().forEach(why -> output.line("left out     " + why));
        output.line("cells        " + directory.resolve("cells.jsonl"));
        output.line("");
    }

    /** Returns a cache of data sets, each read once. */
    private Function<String, DataSet> sets() {
        Map<String, DataSet> loaded = new ConcurrentHashMap<>();
        return name -> loaded.computeIfAbsent(name, data::load);
    }
}
