package io.psephos.cli;

import io.psephos.coordinator.jobfile.InvalidJobException;
import io.psephos.coordinator.jobfile.JobFile;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.format.DataFileException;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.JobSpec;
import io.psephos.simulation.RunEnd;
import io.psephos.simulation.Simulation;
import io.psephos.simulation.SimulationResult;
import io.psephos.simulation.report.Comparison;
import io.psephos.simulation.report.Holdings;
import io.psephos.simulation.report.Report;
import io.psephos.simulation.report.ReportRun;
import io.psephos.simulation.report.ReportRuns;
import io.psephos.simulation.sweep.InvalidSweepException;
import io.psephos.simulation.sweep.Sweep;
import io.psephos.simulation.sweep.SweepPlan;
import io.psephos.simulation.sweep.SweepRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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

    @Mixin
    private PluginOption plugins = new PluginOption();

    @Option(
            names = "--seed",
            paramLabel = "N",
            converter = Options.Seed.class,
            description = "Replaces the seeds of simulation and model.")
    private @Nullable Long seed;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "Writes plots (HTML) and metrics (CSV, JSON) there, after each job.")
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
            converter = Options.Threads.class,
            description = "Clients that train at the same time; by default as many as there are cores.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "One JSON object as the last line of standard output.")
    private boolean json;

    @Mixin
    private Detail detail = new Detail();

    @Mixin
    private SweepOptions sweep = new SweepOptions();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        if (!engine.equals("local")) {
            throw new FailedException("--engine must be local in this version, was '" + engine + "'");
        }
        if (sweep.ask()) {
            SweepSession session = session();
            return StopSignal.interrupting(() -> session.run(threads));
        }
        List<JobSpec> specs = sweep.setKeys() ? setSpecs() : specs();
        if (report != null) {
            new GivenFolder("--report", report).prepare();
        }
        if (specs.size() == 1) {
            SimulatedNotes.tell(specs.getFirst());
        } else {
            specs.forEach(spec -> SimulatedNotes.tell(spec.name(), spec));
        }
        Output output = new Output(json);
        return StopSignal.interrupting(
                () -> specs.size() == 1 ? one(output, specs.getFirst()) : several(output, specs));
    }

    /** The specs of all job files, each found to fit its data: what cannot run is told before anything does. */
    private List<JobSpec> specs() {
        List<JobSpec> specs = new ArrayList<>();
        StringJoiner faults = new StringJoiner(System.lineSeparator());
        for (Path file : jobFiles) {
            try {
                JobSpec spec = Specs.reseeded(read(file, plugins.extensions()), seed);
                simulation(spec);
                specs.add(spec);
            } catch (InvalidJobException e) {
                faults.add(Reason.list("the job file " + file + " is invalid:", e.violations()));
            } catch (FailedException | InvalidInputException | DataFileException | IllegalArgumentException e) {
                faults.add((jobFiles.size() > 1 ? file + ": " : "") + Reason.of(e));
            }
        }
        if (faults.length() > 0) {
            throw new InvalidInputException(faults.toString());
        }
        return specs;
    }

    private Simulation simulation(JobSpec spec) {
        return simulation(spec, threads);
    }

    private Simulation simulation(JobSpec spec, int clientsAtOnce) {
        return new Simulation(spec, data(spec), clientsAtOnce);
    }

    private DataSet data(JobSpec spec) {
        return data.load(spec.simulation().data(), plugins.extensions());
    }

    /** The specs of all job files with what is set in them. */
    private List<JobSpec> setSpecs() {
        return plan().runs().stream().map(SweepRun::spec).toList();
    }

    private SweepSession session() {
        SweepPlan plan = plan();
        SweepSession.Targets targets = new SweepSession.Targets(
                sweep.folder(plan.severalJobs() ? null : plan.runs().getFirst().job()),
                sweep.table(),
                report,
                CommandText.of(command.commandLine().getParseResult().originalArgs()));
        return new SweepSession(
                new Output(json),
                plan,
                targets,
                new Sweep.Parts(this::simulation, this::data, Reason::of, Psephos.VERSION, plugins.digest()));
    }

    /** @throws ParameterException where what is set does not make jobs that can run */
    private SweepPlan plan() {
        try {
            List<SweepPlan.Job> jobs = jobFiles.stream()
                    .map(file -> new SweepPlan.Job(file.toString(), tree(file)))
                    .toList();
            return SweepPlan.of(
                    jobs, sweep.variations(), sweep.seeds(seed), this::requireRunnable, plugins.extensions());
        } catch (InvalidSweepException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static Map<?, ?> tree(Path file) {
        try {
            return new GivenFile("job file", file).tree();
        } catch (InvalidJobException e) {
            throw new InvalidInputException(Reason.list("the job file " + file + " is invalid:", e.violations()));
        } catch (FailedException e) {
            throw new InvalidInputException(Reason.of(e));
        }
    }

    /** @throws IllegalArgumentException where the job cannot run */
    private void requireRunnable(JobSpec spec) {
        try {
            simulation(spec, 1);
        } catch (FailedException | DataFileException e) {
            throw new IllegalArgumentException(Reason.of(e), e);
        }
    }

    private int one(Output output, JobSpec spec) {
        Ran ran = run(output, spec, spec.name());
        SimulationResult result = ran.result();
        boolean written = write(output, directory -> new Report(spec, result, ran.told()).writeTo(directory));
        tellOfReport(output, written);
        output.result(Report.summary(spec, result));
        return written && result.end().isFinished() ? 0 : 1;
    }

    private int several(Output output, List<JobSpec> specs) {
        Comparison comparison = new Comparison();
        boolean written = true;
        boolean finished = true;
        for (JobSpec spec : specs) {
            Ran ran = run(output, spec, label(specs, spec));
            SimulationResult result = ran.result();
            output.line("");
            comparison.add(spec, result, ran.told());
            finished &= result.end().isFinished();
            written &= write(output, comparison::writeNewestTo);
            if (result.end().kind() == RunEnd.Kind.INTERRUPTED) {
                break;
            }
        }
        specs.subList(comparison.size(), specs.size()).forEach(spec -> comparison.addUnrun(spec.name()));
        if (!comparison.unrun().isEmpty()) {
            written &= write(output, comparison::writeNewestTo);
            output.fact("not run", String.join(", ", comparison.unrun()));
            output.line("");
        }
        output.line(comparison.table());
        tellOfReport(output, written);
        output.result(comparison.summary());
        return written && finished ? 0 : 1;
    }

    /** What writes a report. */
    private interface Writing {
        void to(Path directory) throws IOException;
    }

    /** Writes where a report is wanted; false where it cannot be written, which ends nothing else. */
    private boolean write(Output output, Writing writing) {
        if (report == null) {
            return true;
        }
        try {
            writing.to(report);
            return true;
        } catch (IOException e) {
            output.fact("report", "cannot be written: " + Reason.of(e));
            return false;
        }
    }

    private void tellOfReport(Output output, boolean written) {
        if (report != null && written) {
            output.line("report       " + report.resolve("index.html"));
        }
    }

    /** The name of the job; with its number, where another has the same. */
    private static String label(List<JobSpec> specs, JobSpec spec) {
        boolean shared =
                specs.stream().filter(other -> other.name().equals(spec.name())).count() > 1;
        return shared ? spec.name() + " (" + (specs.indexOf(spec) + 1) + ")" : spec.name();
    }

    /** A result, and the same as a report shows it. */
    private record Ran(SimulationResult result, ReportRun told) {}

    private Ran run(Output output, JobSpec spec, String label) {
        Simulation simulation = simulation(spec);
        RunText text = new RunText(output, spec);
        text.introduce(data(spec), simulation.pool(), detail.isWanted());
        SimulationResult result = run(output, spec, simulation);
        text.conclude(result);
        Holdings holdings = ReportRuns.holdings(simulation.pool());
        return new Ran(result, ReportRuns.of(label, spec, result, holdings, Psephos.VERSION));
    }

    /** The result of the run, whatever ends it: what comes after the job must not be lost with it. */
    private static SimulationResult run(Output output, JobSpec spec, Simulation simulation) {
        RunProgress progress = new RunProgress(output, spec.schedule().rounds());
        RunWatch watch = new RunWatch(simulation, spec, progress);
        try {
            return simulation.run(watch::hear);
        } catch (InterruptedException e) {
            return simulation.soFar(RunEnd.Kind.INTERRUPTED, "the command was told to end");
        } catch (RuntimeException | Error e) {
            return simulation.soFar(RunEnd.Kind.FAILED, Reason.of(e));
        } finally {
            progress.end();
        }
    }

    static JobSpec read(Path file) {
        return read(file, Extensions.NONE);
    }

    private static JobSpec read(Path file, Extensions extensions) {
        return JobFile.parse(new GivenFile("job file", file).tree(), extensions);
    }
}
