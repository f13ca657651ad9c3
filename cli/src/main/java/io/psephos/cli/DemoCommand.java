package io.psephos.cli;

import io.psephos.coordinator.jobfile.JobFile;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import io.psephos.learning.net.Nets;
import io.psephos.protocol.JobSpec;
import io.psephos.server.PsephosServer;
import io.psephos.server.ServerOptions;
import io.psephos.simulation.SyntheticPool;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/**
 * The command that runs a demonstration: a server and 20 clients that vote over REST on handwritten digits, four of
 * them Byzantine.
 */
@Command(
        name = "demo",
        description = "Runs a server and 20 clients that vote over REST on handwritten digits, four of them Byzantine.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--exit", description = "Ends when the job does; without it the server stays up.")
    private boolean exit;

    @Option(names = "--port", paramLabel = "P", description = "Port of the server; by default any that is free.")
    private int port;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the partition, the model and the votes.")
    private @Nullable Long seed;

    @Option(
            names = "--attack",
            paramLabel = "NAME",
            description = "What the Byzantine clients do; by default they flip their votes. One of those of job files.")
    private @Nullable String attack;

    @Option(names = "--byzantine", paramLabel = "SHARE", description = "Share of Byzantine clients, from 0 to below 1.")
    private @Nullable Double byzantine;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keeps server and clients there; by default in a temporary folder that is deleted.")
    private @Nullable Path data;

    @Option(names = "--json", description = "One JSON object as the last line of standard output.")
    private boolean json;

    private final CountDownLatch stopped = new CountDownLatch(1);

    @Override
    public Integer call() throws Exception {
        long start = System.nanoTime();
        Output output = new Output(json);
        JobSpec spec = Specs.attacked(Specs.reseeded(job(), seed), attack, byzantine);
        Path home = data == null ? Files.createTempDirectory("psephos-demo-") : Files.createDirectories(data);
        try (PsephosServer server = PsephosServer.start(ServerOptions.defaults()
                .data(home.resolve("server"))
                .port(port)
                .set("logging.level.io.psephos", "warn"))) {
            boolean finished = run(output, spec, home, server, start);
            if (!exit) {
                stayUp(output, server);
            }
            return finished ? 0 : 1;
        } finally {
            if (data == null) {
                delete(home);
            }
            stopped.countDown();
        }
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

    private boolean run(Output output, JobSpec spec, Path home, PsephosServer server, long start)
            throws IOException, InterruptedException {
        OperatorApi operator = OperatorApi.of(server);
        DataSet digits = DataSets.digits(Specs.SPLIT_SEED);
        SyntheticPool pool = new SyntheticPool(spec, digits);
        introduce(output, spec, digits, pool, server);
        String job =
                operator.post("/api/v1/jobs", JobFile.render(spec)).path("job").asString();
        try (DemoClients clients = DemoClients.start(pool, operator, server.publicUrl(), job, home)) {
            operator.post("/api/v1/jobs/" + job + "/start", null);
            watch(output, spec, operator, clients, job);
        }
        return conclude(output, spec, operator, job, start);
    }

    private static void watch(Output output, JobSpec spec, OperatorApi operator, DemoClients clients, String job) {
        RunProgress progress = new RunProgress(output, spec.schedule().rounds());
        long float32Bytes = Nets.parameterCount(spec.model()) * Float.BYTES;
        long[] counts = new long[3];
        double[] accuracy = {Double.NaN};
        try (Stream<JsonNode> events = operator.events(job)) {
            events.forEach(event -> {
                switch (event.path("event").asString()) {
                    case "round-published" -> counts[0]++;
                    case "update-accepted" -> counts[1]++;
                    case "update-refused" -> counts[2]++;
                    case "evaluated" -> accuracy[0] = event.path("value").asDouble(accuracy[0]);
                    default -> {}
                }
                clients.requireHealthy();
                progress.show(new RunProgress.Moment(
                        counts[0],
                        accuracy[0],
                        clients.uploadBytes(),
                        clients.updates() * float32Bytes,
                        clients.downloadBytes(),
                        counts[1],
                        counts[2]));
            });
        }
        progress.end();
    }

    private static boolean conclude(Output output, JobSpec spec, OperatorApi operator, String job, long start) {
        JsonNode view = operator.get("/api/v1/jobs/" + job);
        List<JsonNode> rounds = operator.list("/api/v1/jobs/" + job + "/rounds");
        List<JsonNode> metrics = operator.list("/api/v1/jobs/" + job + "/metrics");
        double accuracy = metrics.stream()
                .filter(metric -> metric.path("name").asString().equals("accuracy"))
                .mapToDouble(metric -> metric.path("value").asDouble())
                .reduce(Double.NaN, (older, newer) -> newer);
        long accepted = rounds.stream()
                .mapToLong(round -> round.path("accepted").asLong())
                .sum();
        long refused = rounds.stream()
                .flatMap(round -> round.path("refused").values().stream())
                .mapToLong(JsonNode::asLong)
                .sum();
        long bytesUp = rounds.stream()
                .mapToLong(round -> round.path("bytesUp").asLong())
                .sum();
        long float32 = Nets.parameterCount(spec.model()) * Float.BYTES;
        long perUpdate = accepted == 0 ? 0 : bytesUp / accepted;
        double seconds = (System.nanoTime() - start) / 1e9;

        output.line("");
        output.line("accuracy     " + Amount.percent(accuracy) + " on digits that nobody trained on, "
                + spec.simulation().attack().clients() + " of "
                + spec.simulation().clients() + " clients flipping their votes");
        output.line("an update    " + Amount.count(perUpdate) + " bytes; as float32 it would be "
                + Amount.count(float32) + ", " + Amount.ratio((double) float32 / Math.max(1, perUpdate)) + " as many");
        output.line("in all       " + Amount.count(accepted) + " updates accepted, " + refused + " refused, "
                + view.path("modelVersion").asLong() + " versions in " + Math.round(seconds) + " s");

        Map<String, Object> result = new LinkedHashMap<>();
        result.put("accuracy", accuracy);
        result.put("rounds", view.path("modelVersion").asLong());
        result.put("clients", spec.simulation().clients());
        result.put("attack", spec.simulation().attack().kind().word());
        result.put("byzantine", spec.simulation().attack().clients());
        result.put("uploadBytesPerUpdate", perUpdate);
        result.put("float32BytesPerUpdate", float32);
        result.put("updatesAccepted", accepted);
        result.put("updatesRefused", refused);
        result.put("seconds", seconds);
        output.result(result);
        return view.path("state").asString().equals("finished");
    }

    private static void introduce(
            Output output, JobSpec spec, DataSet digits, SyntheticPool pool, PsephosServer server) {
        output.line("Psephos: " + pool.size() + " clients vote on " + Amount.count(Nets.parameterCount(spec.model()))
                + " weights, one bit each");
        output.line("");
        output.line("server       " + server.publicUrl() + ", H2 on disk");
        output.line("clients      " + pool.size() + " through the Java SDK over REST, attack " + Specs.attack(spec));
        output.line("votes        " + Specs.codec(spec) + ", "
                + spec.aggregation().rule().word() + ", " + spec.model().net() + " " + Specs.widths(spec));
        output.line("data         " + Amount.count(digits.training().count())
                + " handwritten digits partitioned by " + Specs.partition(spec) + ", "
                + Amount.count(digits.heldOut().count()) + " held out");
        output.line("");
        output.line(pool.table().render());
        int attackers = spec.simulation().attack().clients();
        output.line(attackers == 0 ? "nobody lies" : "clients 0 to " + (attackers - 1) + " lie: " + Specs.attack(spec));
        output.line("");
    }

    private void stayUp(Output output, PsephosServer server) throws InterruptedException {
        output.line("");
        output.line("The server stays up until Ctrl-C. To look at it:");
        output.line("  curl -H \"Authorization: Bearer $(cat " + server.adminTokenFile() + ")\" " + server.publicUrl()
                + "/api/v1/jobs");
        output.line("  add /JOB, /JOB/rounds, /JOB/metrics or /JOB/events to the path with the id of the job");
        CountDownLatch told = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> StopSignal.awaitStop(told, stopped), "psephos-stop"));
        told.await();
    }

    private static void delete(Path home) throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
