package io.psephos.cli;

import io.psephos.simulation.lab.InvalidLabException;
import io.psephos.simulation.lab.Lab;
import io.psephos.simulation.lab.LabFile;
import io.psephos.simulation.report.LabReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
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

    @Mixin
    private PluginOption plugins = new PluginOption();

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "Where finished cells and the report go; by default psephos-lab-NAME.")
    private @Nullable Path report;

    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = Options.Threads.class,
            description = "Cells at the same time; by default as many as there are cores.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "One JSON object as the last line of standard output.")
    private boolean json;

    @Mixin
    private Detail detail = new Detail();

    @Override
    public Integer call() throws Exception {
        Output output = new Output(json);
        LabFile file = LabFile.parse(new GivenFile("lab file", labFile).tree(), plugins.extensions());
        Path directory =
                report != null ? report : Path.of("psephos-lab-" + file.name().replaceAll("[^A-Za-z0-9_-]", "-"));
        new GivenFolder("--report", directory).prepare();
        SimulatedNotes.tell(file.cells().all());
        introduce(output, file, directory);
        return StopSignal.interrupting(() -> run(output, file, directory));
    }

    private int run(Output output, LabFile file, Path directory) throws IOException {
        long start = System.nanoTime();
        AtomicInteger computed = new AtomicInteger();
        LabProgress progress = new LabProgress(output);
        Lab lab = new Lab(file, name -> data.load(name, plugins.extensions()), directory);
        String state = "finished";
        @Nullable String reason = null;
        try {
            lab.run(Math.min(threads, Runtime.getRuntime().availableProcessors()), step -> {
                computed.addAndGet(step.reused() ? 0 : 1);
                progress.show(step);
            });
        } catch (InterruptedException e) {
            state = "interrupted";
            reason = "the command was told to end; run it again to go on";
        } catch (InvalidLabException e) {
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            state = "failed";
            reason = Reason.of(e);
        } finally {
            progress.end();
        }
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("state", state);
        if (reason != null) {
            summary.put("reason", reason);
        }
        LabReport report = new LabReport(file, lab.results());
        boolean written = lab.results().isEmpty() || write(output, report, directory);
        summary.putAll(report.summary());
        summary.put("computed", computed.get());
        summary.put("seconds", (System.nanoTime() - start) / 1e9);
        if (reason != null) {
            output.fact(state, reason);
        }
        output.result(summary);
        return written && reason == null ? 0 : 1;
    }

    /** Tells all cells that are there and writes their report; false where it cannot be written, which loses no cell. */
    private static boolean write(Output output, LabReport report, Path directory) {
        output.line("");
        output.line(report.table());
        try {
            report.writeTo(directory);
            output.line("report       " + directory.resolve("index.html"));
            return true;
        } catch (IOException e) {
            output.fact("report", "cannot be written: " + Reason.of(e));
            return false;
        }
    }

    private static void introduce(Output output, LabFile file, Path directory) {
        output.line("lab          " + file.name() + ": " + file.defences().size() + " defences, "
                + file.attacks().size() + " attacks by " + file.byzantine() + " beside " + file.honest()
                + " honest clients, " + file.cells().all().size() + " jobs");
        file.cells().gaps().values().stream().distinct().forEach(why -> output.line("left out     " + why));
        output.line("cells        " + directory.resolve("cells.jsonl"));
        output.line("");
    }
}
