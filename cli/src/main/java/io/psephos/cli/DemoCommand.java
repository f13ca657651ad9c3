package io.psephos.cli;

import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import io.psephos.learning.net.Nets;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.JobSpec;
import io.psephos.server.PsephosServer;
import io.psephos.server.ServerOptions;
import io.psephos.simulation.SyntheticPool;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The command that runs a demonstration: a server and 20 clients that vote over REST on handwritten digits, four of
 * them Byzantine, and the same job as the mean of float32 updates.
 */
@Command(
        name = "demo",
        description = {
            "Runs a server and 20 clients that vote over REST on handwritten digits, four of them Byzantine,",
            "and the same job as the mean of float32 updates."
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--exit", description = "Ends when the job does; without it the server stays up.")
    private boolean exit;

    @Option(
            names = "--port",
            paramLabel = "P",
            converter = Options.Port.class,
            description = "Port of the server; by default any that is free.")
    private int port;

    @Option(
            names = "--seed",
            paramLabel = "N",
            converter = Options.Seed.class,
            description = "Seed of the partition, the model and the votes.")
    private @Nullable Long seed;

    @Option(
            names = "--attack",
            paramLabel = "NAME",
            description =
                    "What the Byzantine clients do, by default sign-flip; the name of an attack, as in job files.")
    private @Nullable String attack;

    @Option(
            names = "--byzantine",
            paramLabel = "SHARE",
            converter = Options.ShareBelowOne.class,
            description = "Share of Byzantine clients, from 0 to below 1.")
    private @Nullable Double byzantine;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keeps server and clients there, in a new or empty folder; by default in a temporary one.")
    private @Nullable Path data;

    @Option(names = "--json", description = "One JSON object as the last line of standard output.")
    private boolean json;

    @Mixin
    private Detail detail = new Detail();

    @Override
    public Integer call() throws Exception {
        if (attack != null) {
            Specs.attack(attack, Extensions.NONE);
        }
        JobSpec spec = Specs.attacked(Specs.reseeded(job(), seed), attack, byzantine);
        if (data != null) {
            GivenFolder folder = new GivenFolder("--data", data);
            folder.requireEmpty("the server and the clients of the demonstration");
            folder.prepare();
        }
        Output output = new Output(json);
        return StopSignal.interrupting(() -> {
            Path home = data == null ? Files.createTempDirectory("psephos-demo-") : data;
            try {
                return run(output, spec, home);
            } finally {
                if (data == null) {
                    delete(home);
                }
            }
        });
    }

    static JobSpec job() {
        try (InputStream file = DemoCommand.class.getResourceAsStream("demo.yaml")) {
            if (file == null) {
                throw new FailedException("demo.yaml is missing from the jar");
            }
            return JobYaml.parse(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int run(Output output, JobSpec spec, Path home) throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (PsephosServer server = PsephosServer.start(ServerOptions.defaults()
                .data(home.resolve("server"))
                .port(port)
                // It ends when the command does, which has something to tell before.
                .set("spring.main.register-shutdown-hook", "false")
                .set("logging.level.io.psephos", "warn"))) {
            DataSet digits = DataSets.digits(Specs.SPLIT_SEED);
            SyntheticPool pool = new SyntheticPool(spec, digits);
            introduce(output, spec, digits, pool, server);
            DemoRun served = new DemoRun(output, spec, server);
            DemoFacts facts = served.run(pool, home);
            conclude(output, spec, digits, served, facts, start);
            if (facts.isFinished() && !exit) {
                stayUp(output, server);
            }
            return facts.isFinished() ? 0 : 1;
        }
    }

    private void introduce(Output output, JobSpec spec, DataSet digits, SyntheticPool pool, PsephosServer server) {
        JobSpec.Simulation.Attack liars = spec.simulation().attack();
        output.line("Psephos: " + pool.size() + " clients vote on " + Amount.count(Nets.parameterCount(spec.model()))
                + " weights, one bit each");
        output.line("");
        output.fact("server", server.publicUrl() + ", H2 on disk");
        output.fact("clients", pool.size() + " through the Java SDK over REST");
        output.fact(
                "votes",
                Specs.codec(spec) + ", " + spec.aggregation().choice().word() + ", "
                        + spec.model().net() + " " + Specs.widths(spec));
        output.fact(
                "data",
                Amount.count(digits.training().count()) + " handwritten digits, "
                        + Amount.count(digits.heldOut().count()) + " more held out");
        output.fact(
                "shares",
                "digits a client: " + pool.table().spread() + ", by " + Specs.partition(spec)
                        + (detail.isWanted() ? "" : "; --verbose lists all"));
        output.fact(
                "liars",
                liars.clients() == 0
                        ? "none"
                        : "clients 0 to " + (liars.clients() - 1) + ", " + Lies.told(liars.choice()));
        if (detail.isWanted()) {
            output.line("");
            output.line(pool.table().render());
        }
        output.line("");
    }

    private static void conclude(
            Output output, JobSpec spec, DataSet digits, DemoRun served, DemoFacts facts, long start)
            throws InterruptedException {
        DemoComparison comparison = new DemoComparison(output, spec, digits);
        Agreement agreement = served.agreement();
        output.line("");
        if (facts.isFinished()) {
            comparison.runMeans();
            comparison.tell(facts);
            output.line("");
        } else {
            output.fact(facts.state(), String.valueOf(facts.reason()));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        output.fact("accuracy", Amount.percent(facts.accuracy()) + " on digits that nobody trained on");
        if (!agreement.shares().isEmpty()) {
            output.fact("agreement", agreement.told());
        }
        output.fact(
                "in all",
                Amount.count(facts.accepted()) + " updates accepted, " + facts.refused() + " refused, "
                        + facts.versions() + " versions; " + Math.round(seconds) + " s");
        Map<String, Object> result = summary(spec, facts);
        result.putAll(comparison.summary());
        if (!agreement.shares().isEmpty()) {
            result.put("agreement", List.copyOf(agreement.shares().values()));
            result.put("byzantineAmongLowest", agreement.liarsAmongLowest());
        }
        result.put("seconds", seconds);
        output.result(result);
    }

    private static Map<String, Object> summary(JobSpec spec, DemoFacts facts) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("state", facts.state());
        if (facts.reason() != null) {
            result.put("reason", facts.reason());
        }
        result.put("accuracy", Double.isNaN(facts.accuracy()) ? null : facts.accuracy());
        result.put("rounds", facts.versions());
        result.put("clients", spec.simulation().clients());
        result.put("attack", spec.simulation().attack().choice().word());
        result.put("byzantine", spec.simulation().attack().clients());
        result.put("uploadBytesPerUpdate", facts.bytesPerUpdate());
        result.put("float32BytesPerUpdate", Nets.parameterCount(spec.model()) * Float.BYTES);
        result.put("updatesAccepted", facts.accepted());
        result.put("updatesRefused", facts.refused());
        return result;
    }

    private static void stayUp(Output output, PsephosServer server) {
        output.line("");
        output.line("The server stays up until Ctrl-C. To look at it:");
        output.line("  curl -H \"Authorization: Bearer $(cat " + server.adminTokenFile() + ")\" " + server.publicUrl()
                + "/api/v1/jobs");
        output.line("  add /JOB with the id of the job to the path, and after it");
        output.line("  /rounds, /metrics, /clients or /events for more");
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            // Ctrl-C: the server is stopped next.
        }
    }

    private static void delete(Path home) throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
