package io.psephos.server.storage;

import io.psephos.compression.CompressorWithMemory.Compressed;
import io.psephos.compression.Payload;
import io.psephos.compression.builtin.Codecs;
import io.psephos.compression.builtin.UpdateFrames;
import io.psephos.coordinator.IdSource;
import io.psephos.coordinator.OperatorCalls.Move;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.frame.FrameHeader;
import io.psephos.server.storage.OldDatabaseTest.Player;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/**
 * The generator of the resources of {@link OldDatabaseTest}: {@code tape.txt} with all client calls of an uninterrupted
 * job, {@code ended.txt} with its result, and the database as it was in between, with {@code saved.txt}. To be run by the
 * version whose databases are to be read by later ones; clients are drawn by lot and do not learn.
 */
final class OldDatabaseTape {
    private static final String ROSTER =
            "participants: {roster: [edge-0, edge-1, edge-2, edge-3, edge-4, edge-5, edge-6]}\n";
    private static final int SAVED_AT = 5;
    private static final String BYZANTINE = "c-0";

    private final Job job;
    private final Player player;
    private final SplittableRandom random;
    private final Map<String, float[]> memories = new HashMap<>();
    private final Set<String> reported = new HashSet<>();

    /**
     * @param byzantine whether the Byzantine client sends the opposite, which a filter refuses
     * @param reports whether clients tell what they measured
     * @param busy how often one declines
     */
    private record Job(String name, boolean byzantine, boolean reports, double busy, String yaml) {}

    private static final List<Job> JOBS = List.of(
            new Job("feedback-and-momentum", true, true, 0.1, """
                    schedule: {rounds: 12, cohort: 5, quorum: 3}
                    codec: {scheme: sto-sign, b: {constant: 0.5}}
                    aggregation: {rule: vote-mean, serverErrorFeedback: scaled-sign}
                    optimizer: {learningRate: 0.2, momentum: 0.8}
                    robustness: {byzantine: 1, filters: [{kind: agreement, least: 0.45, rounds: 1}]}
                    evaluation: {data: clients, every: 1}
                    """),
            new Job("differences", false, false, 0, ROSTER + """
                    schedule: {rounds: 12}
                    codec: {scheme: diana, bucket: 32}
                    optimizer: {learningRate: 0.3, momentum: 0.3}
                    evaluation: {data: none}
                    """),
            new Job("kardam-in-buffers", true, false, 0.05, ROSTER + """
                    schedule: {mode: buffered, buffer: 3, rounds: 16, maxStaleness: 12}
                    codec: {scheme: float32}
                    aggregation: {dampening: exponential}
                    optimizer: {learningRate: 0.3}
                    robustness: {byzantine: 1, filters: [{kind: kardam, mode: per-worker, acceptAfter: 3}]}
                    evaluation: {data: none}
                    """),
            new Job("adaptive-b-and-cosine", true, true, 0.05, """
                    schedule: {rounds: 12, cohort: 5, quorum: 3}
                    codec: {scheme: sto-sign, b: {constant: 0.5, adaptive: {}}}
                    aggregation: {rule: majority-vote, ties: coin}
                    optimizer: {learningRate: 0.05}
                    robustness: {byzantine: 1, filters: [{kind: cosine, least: -0.2}]}
                    evaluation: {data: none}
                    """),
            new Job("levels-and-clipping", false, false, 0.05, """
                    schedule: {rounds: 12, cohort: 5, quorum: 3}
                    codec: {scheme: dq-sgd, budget: 12, contraction: 0.9}
                    aggregation: {rule: centered-clipping, radius: 2, serverErrorFeedback: {scheme: top-k, k: 40}}
                    optimizer: {learningRate: 0.5, momentum: 0.2}
                    robustness: {byzantine: 1, filters: [{kind: adaptive-norm, quantile: 0.9, start: 30}]}
                    evaluation: {data: none}
                    """));

    private OldDatabaseTape(Job job, Storage storage) {
        this.job = job;
        this.random = new SplittableRandom(job.name().hashCode());
        EnrolledClients.add(
                storage.identities(),
                IntStream.range(0, Player.CLIENTS)
                        .mapToObj(number -> new ClientId("c-" + number))
                        .toList());
        this.player = new Player(storage, IdSource.counting());
        player.coordinator()
                .create(JobYaml.parse("model: {layers: [20, 9]}\n" + job.yaml()), "operator")
                .toCompletableFuture()
                .join();
        player.coordinator().move(player.job().job(), Move.START, "operator");
    }

    /** The folder of the resources is the one argument. */
    public static void main(String[] arguments) throws IOException {
        for (Job job : JOBS) {
            write(job, Files.createDirectories(Path.of(arguments[0], job.name())));
        }
    }

    private static void write(Job job, Path folder) throws IOException {
        List<String> tape;
        try (Storage storage = Storage.inDirectory(Files.createTempDirectory("whole"))) {
            OldDatabaseTape whole = new OldDatabaseTape(job, storage);
            tape = whole.record();
            Files.write(folder.resolve("ended.txt"), whole.player.state());
        }
        Files.write(folder.resolve("tape.txt"), tape);
        Path data = Files.createTempDirectory("left");
        try (Storage storage = Storage.inDirectory(data)) {
            Player player = new OldDatabaseTape(job, storage).player;
            tape.subList(0, tape.indexOf("saved")).forEach(line -> {
                if (!player.play(line).equals(line)) {
                    throw new IllegalStateException("not as before: " + line);
                }
            });
            Files.write(folder.resolve("saved.txt"), player.state());
            if (job == JOBS.get(0)) {
                // The file as a process leaves it that is killed.
                zip(data, folder.resolve("killed.mv.db.gz"));
            }
        }
        zip(data, folder.resolve("closed.mv.db.gz"));
    }

    private static void zip(Path data, Path file) throws IOException {
        try (OutputStream zipped = new GZIPOutputStream(Files.newOutputStream(file))) {
            Files.copy(data.resolve("psephos.mv.db"), zipped);
        }
    }

    private List<String> record() {
        List<String> tape = new ArrayList<>();
        for (int idle = 0; player.job().state() == JobState.RUNNING; idle++) {
            if (idle > 1000) {
                throw new IllegalStateException(
                        "nobody is offered anything in round " + player.job().round());
            }
            String line = next("c-" + random.nextInt(Player.CLIENTS));
            if (!line.endsWith("nothing")) {
                idle = 0;
                tape.add(line);
                if (!tape.contains("saved") && isInTheMiddle(tape)) {
                    tape.add("saved");
                }
            }
        }
        if (!tape.contains("saved")) {
            throw new IllegalStateException("no moment of " + job.name() + " has all that is to be saved");
        }
        return tape;
    }

    private boolean isInTheMiddle(List<String> tape) {
        boolean isBuffered = job.yaml().contains("buffered");
        return player.job().round() >= SAVED_AT
                && player.records()
                        .progress(player.job().job())
                        .filter(round -> round.accepted() >= 2)
                        .isPresent()
                && player.open().values().stream()
                                .filter(offer -> !isBuffered
                                        || offer.modelVersion() < player.job().modelVersion())
                                .count()
                        >= 2
                && (!job.byzantine() || player.open().containsKey(BYZANTINE) && hasRefused(tape))
                && (!job.reports() || player.open().keySet().stream().anyMatch(reported::contains));
    }

    private static boolean hasRefused(List<String> tape) {
        return tape.stream().anyMatch(line -> line.contains(" filtered"));
    }

    private String next(String client) {
        Offer offer = player.open().get(client);
        if (offer == null) {
            reported.remove(client);
            return player.ask(client);
        }
        float[] update = update(offer, client);
        if (job.reports() && !reported.contains(client) && random.nextInt(10) > 0) {
            reported.add(client);
            return player.report(
                    client, String.format(Locale.ROOT, "%.3f", random.nextDouble()), maxAbs(offer, update));
        }
        if (random.nextDouble() < job.busy() && !lies(client)) {
            return player.decline(client, "busy");
        }
        return player.send(client, Base64.getEncoder().encodeToString(frame(offer, client, update)));
    }

    /** The gradient of half the squared distance to a point, with some noise. */
    private float[] update(Offer offer, String client) {
        float[] parameters = player.coordinator()
                .model(offer.job(), offer.modelVersion())
                .orElseThrow()
                .parameters();
        SplittableRandom point = new SplittableRandom(5);
        float[] update = new float[parameters.length];
        for (int i = 0; i < update.length; i++) {
            update[i] = (float) (parameters[i] - point.nextGaussian() + 0.1 * random.nextGaussian());
            update[i] *= lies(client) ? -4 : 1;
        }
        return update;
    }

    private boolean lies(String client) {
        return job.byzantine() && client.equals(BYZANTINE);
    }

    private static String maxAbs(Offer offer, float[] update) {
        StringJoiner magnitudes = new StringJoiner(",");
        int offset = 0;
        for (var tensor : offer.layout().tensors()) {
            float largest = 0;
            int count = (int) tensor.size();
            for (int i = offset; i < offset + count; i++) {
                largest = Math.max(largest, Math.abs(update[i]));
            }
            offset += count;
            magnitudes.add(Float.toString(largest));
        }
        return magnitudes.toString();
    }

    private byte[] frame(Offer offer, String client, float[] update) {
        int examples = 5 + Integer.parseInt(client.substring(2));
        return UpdateFrames.encode(
                new FrameHeader(offer.codec().frame(), offer.modelVersion(), offer.parameterCount(), examples),
                payload(offer, client, update));
    }

    /** What a codec remembers counts at once: nothing is refused where one does. */
    private Payload payload(Offer offer, String client, float[] update) {
        if (!Codecs.hasMemory(offer.codec())) {
            return Codecs.compressor(offer.codec(), offer.layout(), random::nextLong)
                    .orElseThrow()
                    .compress(update);
        }
        Compressed compressed = Codecs.withMemory(offer.codec(), offer.layout(), random::nextLong)
                .orElseThrow()
                .compress(update, offer.codec().beginsAnew() ? null : memories.get(client));
        memories.put(client, compressed.memory());
        return compressed.payload();
    }
}
