package io.psephos.cli;

import io.psephos.coordinator.jobfile.InvalidJobException;
import io.psephos.learning.data.DataSet;
import io.psephos.protocol.JobSpec;
import io.psephos.simulation.Simulation;
import io.psephos.simulation.SimulationResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The job of the demonstration beside the mean of float32 updates, with liars and without, a line each. */
final class DemoComparison {
    /** The server's rate at which the mean learns best of 20, 50, 100 and 200. */
    private static final double RATE_OF_THE_MEAN = 100;

    private final Output output;
    private final JobSpec votes;
    private final DataSet data;
    private final List<Line> lines = new ArrayList<>();
    private final Map<String, Object> summary = new LinkedHashMap<>();

    private record Line(String name, String accuracy, String bytes) {}

    DemoComparison(Output output, JobSpec votes, DataSet data) {
        this.output = output;
        this.votes = votes;
        this.data = data;
    }

    /** Runs the job as the mean of float32 updates, first without liars and then, where votes had any, with them. */
    void runMeans() throws InterruptedException {
        JobSpec mean = Specs.meanOfFloats(votes, RATE_OF_THE_MEAN);
        run("float32 mean, nobody lies", Specs.attacked(mean, "none", null), "float32Mean");
        if (liars() > 0) {
            run("float32 mean, " + whoLies(), mean, "float32MeanAttacked");
        }
    }

    private void run(String name, JobSpec spec, String key) throws InterruptedException {
        if (output.isLive()) {
            output.over("the same job as " + name + " …");
        }
        try {
            SimulationResult result =
                    new Simulation(spec, data, Runtime.getRuntime().availableProcessors()).run(event -> {});
            lines.add(new Line(
                    name,
                    Amount.percent(result.accuracy())
                            + (result.end().isFinished()
                                    ? ""
                                    : " " + result.end().kind().word()),
                    Amount.count(Math.round(result.uploadBytesPerUpdate()))));
            summary.put(key + "Accuracy", Double.isNaN(result.accuracy()) ? null : result.accuracy());
            summary.put(key + "BytesPerUpdate", Math.round(result.uploadBytesPerUpdate()));
        } catch (InvalidJobException e) {
            clear();
            output.fact("left out", name + ": " + e.violations().get(0).detail());
        } finally {
            clear();
        }
    }

    private void clear() {
        if (output.isLive()) {
            output.over("");
        }
    }

    /** Prints a line for each of the means, and the one of the votes that were served. */
    void tell(DemoFacts served) {
        lines.add(new Line(
                "votes, " + (liars() > 0 ? whoLies() : "nobody lies"),
                Amount.percent(served.accuracy()),
                Amount.count(served.bytesPerUpdate())));
        output.fact("why", "the same job, run " + (lines.size() == 3 ? "three" : "two") + " times:");
        int name = lines.stream().mapToInt(line -> line.name().length()).max().orElse(0);
        int accuracy =
                lines.stream().mapToInt(line -> line.accuracy().length()).max().orElse(0);
        int bytes = lines.stream().mapToInt(line -> line.bytes().length()).max().orElse(0);
        String format = "  %-" + name + "s  %" + accuracy + "s  %" + bytes + "s bytes each";
        lines.forEach(
                line -> output.line(String.format(Locale.ROOT, format, line.name(), line.accuracy(), line.bytes())));
    }

    /** What the means add to the demonstration's JSON. */
    Map<String, Object> summary() {
        return summary;
    }

    private int liars() {
        return votes.simulation().attack().clients();
    }

    private String whoLies() {
        return liars() + " of " + votes.simulation().clients() + " lie";
    }
}
