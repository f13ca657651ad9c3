package io.psephos.cli;

import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.jobfile.JobFile;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.net.Nets;
import io.psephos.protocol.JobSpec;
import io.psephos.simulation.Simulation;
import io.psephos.simulation.SimulationResult;
import io.psephos.simulation.report.Comparison;
import io.psephos.simulation.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that runs job files with simulated clients in this process. */
@Command(
        name = "simulate",
        description = "Runs job files with synthetic clients in this process.",
        mixinStandardHelpOptions = true)
final class SimulateCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "JOB.yaml",
            arity = "1..*",
            description = "The job file, YAML or JSON; several run one after the other and are compared.")
    private List<Path> jobFiles = List.of();

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--seed", paramLabel = "N", description = "Replaces the seeds of simulation and model.")
    private @Nullable Long seed;

    @Option(names = "--report", paramLabel = "DIR", description = "Writes plots (HTML) and metrics (CSV, JSON) there.")
    private @Nullable Path report;

    @Option(
            names = "--engine",
            paramLabel = "local|spark",
            description = "Where clients train; this version knows local.",
            defaultValue = "local")
    private String engine = "local";

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Clients that train at the same time; by default as many as there are cores.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "One JSON object as the last line of standard output.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (!engine.equals("local")) {
            throw new FailedException("--engine must be local in this version, was '" + engine + "'");
        }
        Output output = new Output(json);
        List<JobSpec> specs =
                jobFiles.stream().map(file -> Specs.reseeded(read(file), seed)).toList();
        return specs.size() == 1 ? one(output, specs.getFirst()) : several(output, specs);
    }

    private int one(Output output, JobSpec spec) throws IOException, InterruptedException {
        SimulationResult result = run(output, spec);
        if (report != null) {
            new Report(spec, result).writeTo(report);
            output.line("report       " + report.resolve("index.html"));
        }
        output.result(Report.summary(spec, result));
        return result.state() == JobState.FINISHED ? 0 : 1;
    }

    private int several(Output output, List<JobSpec> specs) throws IOException, InterruptedException {
        Comparison comparison = new Comparison();
        boolean finished = true;
        for (JobSpec spec : specs) {
            SimulationResult result = run(output, spec);
            comparison.add(spec, result);
            finished &= result.state() == JobState.FINISHED;
            output.line("");
        }
        output.line(comparison.table());
        if (report != null) {
            comparison.writeTo(report);
            output.line("report       " + report.resolve("index.html"));
        }
        output.result(comparison.summary());
        return finished ? 0 : 1;
    }

    private SimulationResult run(Output output, JobSpec spec) throws InterruptedException {
        DataSet examples = data.load(spec.simulation().data());
        Simulation simulation = new Simulation(spec, examples, Math.max(1, threads));
        introduce(output, spec, examples, simulation);
        return run(output, spec, simulation);
    }

    private static SimulationResult run(Output output, JobSpec spec, Simulation simulation)
            throws InterruptedException {
        RunProgress progress = new RunProgress(output, spec.schedule().rounds());
        AtomicLong published = new AtomicLong();
        AtomicLong accepted = new AtomicLong();
        AtomicLong refused = new AtomicLong();
        double[] accuracy = {Double.NaN};
        long d = Nets.parameterCount(spec.model());
        SimulationResult result = simulation.run(event -> {
            note(event, published, accepted, refused, accuracy);
            if (event.kind() == JobEvent.Kind.ROUND_PUBLISHED || event.kind() == JobEvent.Kind.EVALUATED) {
                progress.show(new RunProgress.Moment(
                        published.get(),
                        accuracy[0],
                        simulation.uploadBytes(),
                        simulation.updates() * d * Float.BYTES,
                        simulation.downloadBytes(),
                        accepted.get(),
                        refused.get()));
            }
        });
        progress.end();
        conclude(output, result);
        return result;
    }

    private static void note(
            JobEvent event, AtomicLong published, AtomicLong accepted, AtomicLong refused, double[] accuracy) {
        switch (event.kind()) {
            case ROUND_PUBLISHED -> published.incrementAndGet();
            case UPDATE_ACCEPTED -> accepted.incrementAndGet();
            case UPDATE_REFUSED -> refused.incrementAndGet();
            case EVALUATED -> accuracy[0] = event.value() == null ? Double.NaN : event.value();
            default -> {}
        }
    }

    private static void introduce(Output output, JobSpec spec, DataSet examples, Simulation simulation) {
        output.line("job          " + spec.name() + ": " + spec.model().net() + " " + Specs.widths(spec) + ", "
                + Amount.count(Nets.parameterCount(spec.model())) + " weights");
        output.line("data         " + examples.name() + ", "
                + Amount.count(examples.training().count())
                + " examples partitioned among "
                + Amount.count(simulation.pool().size()) + " clients by "
                + Specs.partition(spec) + ", " + Amount.count(examples.heldOut().count()) + " held out");
        output.line("updates      " + Specs.codec(spec) + ", "
                + spec.aggregation().rule().word() + ", attack " + Specs.attack(spec));
        output.line("");
        output.line(simulation.pool().table().render());
    }

    private static void conclude(Output output, SimulationResult result) {
        output.line("");
        output.line("accuracy     " + Amount.percent(result.accuracy()) + " after " + Amount.count(result.rounds())
                + " rounds, " + Amount.count(Math.round(result.updatesPerSecond())) + " updates/s");
        output.line("up           " + traffic(result.uploadBytesPerUpdate(), result.uploadBytes(), result));
        output.line("down         " + traffic(result.downloadBytesPerUpdate(), result.downloadBytes(), result));
        result.staleness()
                .ifPresent(staleness -> output.line(String.format(
                        Locale.ROOT,
                        "staleness    %.1f versions on average, deviation %.1f",
                        staleness.mean(),
                        staleness.deviation())));
        if (result.unsettledRounds() > 0) {
            output.line("unsettled    the rule's steps were used up in " + Amount.count(result.unsettledRounds())
                    + " rounds before its vector stood; more aggregation.iterations may do");
        }
        output.line("digest       " + result.digest());
    }

    private static String traffic(double each, long all, SimulationResult result) {
        return Amount.bytes(Math.round(each)) + " a client and round, float32 "
                + Amount.bytes(result.float32Bytes()) + ": "
                + Amount.ratio(result.float32Bytes() / Math.max(1, each)) + "; " + Amount.bytes(all) + " in all";
    }

    static JobSpec read(Path file) {
        return JobFile.parse(new GivenFile("job file", file).tree());
    }
}
