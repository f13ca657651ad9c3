package io.psephos.bench;

import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.coordinator.journal.FrameDigest;
import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.JournalEntry;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.coordinator.journal.StoredJob;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.Sha256;
import io.psephos.protocol.TensorShape;
import io.psephos.server.storage.Storage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** The measurement for {@link IngestReport}, in a temporary folder; nothing else in the process may write meanwhile. */
final class IngestRun {
    private static final int[][] ROUNDS = {
        {2_000, 1_250}, {400, 125_000}, {100, 1_000_000}, {16, 10_000_000}, {100, 10_000_000}
    };
    private static final JobId JOB = new JobId("bench");
    private static final Instant AT = Instant.EPOCH;
    private static final Path COUNTERS = Path.of("/proc/self/io");

    private final Path folder;
    private final int frames;
    private final byte[] frame;

    private IngestRun(Path folder, int frames, int frameBytes) {
        this.folder = folder;
        this.frames = frames;
        this.frame = new byte[frameBytes];
        new Random(frames).nextBytes(frame);
    }

    static IngestReport measure() {
        List<IngestReport.Row> rows = new ArrayList<>();
        for (int[] round : ROUNDS) {
            try {
                Path folder = Files.createTempDirectory("psephos-ingest");
                try {
                    rows.add(new IngestRun(folder, round[0], round[1]).run());
                } finally {
                    delete(folder);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new IngestReport(rows);
    }

    private IngestReport.Row run() throws IOException {
        Path data = folder.resolve("data");
        double floor = seconds(this::writePlainly);
        long open;
        double accept;
        long writtenAccepting;
        try (Storage storage = Storage.inDirectory(data)) {
            begin(storage.journal());
            long before = written();
            accept = seconds(() -> acceptAll(storage.journal()));
            writtenAccepting = written() - before;
            open = size(data);
        }
        double restart = seconds(() -> readAll(data));
        double publish;
        long writtenPublishing;
        long ended;
        try (Storage storage = Storage.inDirectory(data)) {
            long before = written();
            publish = seconds(() -> publish(storage.journal()));
            writtenPublishing = written() - before;
            ended = size(data);
        }
        long written = Files.isReadable(COUNTERS) ? writtenAccepting + writtenPublishing : -1;
        return new IngestReport.Row(frames, frame.length, accept, floor, publish, restart, written, open, ended);
    }

    private void writePlainly() {
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("floor").toFile(), "rw")) {
            for (int number = 0; number < frames; number++) {
                file.write(frame);
                file.getFD().sync();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void begin(Journal journal) {
        StoredJob job = new StoredJob(
                JOB, JobYaml.parse("codec: {scheme: float32}"), JobState.RUNNING, null, layout(), 0, 0, 0, 0, AT);
        List<JournalEntry> entries = new ArrayList<>();
        entries.add(new JournalEntry.JobCreated(job));
        entries.add(new JournalEntry.RoundOpened(JOB, 0, 0, AT));
        for (int number = 0; number < frames; number++) {
            entries.add(new JournalEntry.AssignmentGiven(StoredAssignment.given(
                    new AssignmentId("a-" + number), JOB, 0, new ClientId("c-" + number), 0, AT)));
        }
        journal.commit(entries);
    }

    private ParameterLayout layout() {
        return new ParameterLayout(List.of(new TensorShape("weights", List.of(frame.length / Float.BYTES))));
    }

    private void acceptAll(Journal journal) {
        byte[] digest = Sha256.of(frame);
        for (int number = 0; number < frames; number++) {
            journal.commit(List.of(new JournalEntry.UpdateAccepted(
                    JOB, new AssignmentId("a-" + number), 0, FrameDigest.known(digest), frame, AT)));
        }
    }

    private void readAll(Path data) {
        try (Storage storage = Storage.inDirectory(data)) {
            AtomicLong bytes = new AtomicLong();
            storage.journal().accepted(JOB, update -> bytes.addAndGet(update.frame().length));
            if (bytes.get() != (long) frames * frame.length) {
                throw new IllegalStateException("of the accepted bytes only " + bytes + " were read back");
            }
        }
    }

    private void publish(Journal journal) {
        int weights = frame.length / Float.BYTES;
        StoredRoundSummary summary =
                new StoredRoundSummary(0, "published", 1L, AT, AT, frames, frames, frames, Map.of(), null, 0, 0, null);
        journal.commit(List.of(
                new JournalEntry.RoundFrozen(JOB, 0, AT),
                new JournalEntry.ModelStored(JOB, new StoredModel(JOB, 1, layout(), new float[weights]), "digest", AT),
                new JournalEntry.StateStored(JOB, Map.of("optimizer/momentum", frame)),
                new JournalEntry.RoundPublished(JOB, summary)));
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    /** Bytes that this process has given to system calls that write; 0 where the system does not tell. */
    private static long written() throws IOException {
        if (!Files.isReadable(COUNTERS)) {
            return 0;
        }
        String prefix = "wchar: ";
        return Files.readAllLines(COUNTERS).stream()
                .filter(line -> line.startsWith(prefix))
                .mapToLong(line -> Long.parseLong(line.substring(prefix.length())))
                .sum();
    }

    private static long size(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.mapToLong(
                            file -> file.toFile().isFile() ? file.toFile().length() : 0)
                    .sum();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
