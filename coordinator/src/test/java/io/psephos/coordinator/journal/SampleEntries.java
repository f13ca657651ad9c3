package io.psephos.coordinator.journal;

import io.psephos.aggregation.VoteMargins;
import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.jobfile.JobFile;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.TensorShape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Entries for tests of journals: one job, its client number n with assignment number n. */
public final class SampleEntries {
    public static final JobId JOB = new JobId("j-one");
    public static final Instant NOON = Instant.parse("2026-11-22T12:00:00.123456Z");
    public static final ParameterLayout LAYOUT = new ParameterLayout(
            List.of(new TensorShape("hidden.weight", List.of(3, 2)), new TensorShape("bias", List.of())));

    private SampleEntries() {}

    /** Job {@link #JOB} runs, round 0 is open and clients 1 to {@code assignments} have an assignment. */
    public static List<JournalEntry> startedRound(int assignments) {
        List<JournalEntry> entries = new ArrayList<>();
        entries.add(created(JOB));
        entries.add(new JournalEntry.JobMoved(JOB, JobState.RUNNING, null));
        entries.add(opened(0));
        for (int client = 1; client <= assignments; client++) {
            entries.add(given(client));
        }
        return entries;
    }

    public static JournalEntry.JobCreated created(JobId id) {
        return new JournalEntry.JobCreated(job(id, JobState.CREATED));
    }

    public static JournalEntry.RoundOpened opened(long round) {
        return new JournalEntry.RoundOpened(JOB, round, 0, NOON);
    }

    public static JournalEntry.AssignmentGiven given(int client) {
        return new JournalEntry.AssignmentGiven(assignment(id(client).value(), 0, client(client)));
    }

    public static JournalEntry.UpdateAccepted accepted(int client) {
        return new JournalEntry.UpdateAccepted(JOB, id(client), 0, frameDigest(client), frame(client), NOON);
    }

    public static JournalEntry.UpdateRefused refused(int client) {
        return new JournalEntry.UpdateRefused(JOB, id(client), 0, ProblemCode.FILTERED, frameDigest(client), NOON);
    }

    public static JournalEntry.AssignmentDeclined declined(int client) {
        return new JournalEntry.AssignmentDeclined(JOB, id(client), 0, "battery", NOON);
    }

    /** The updates that the open round of {@link #JOB} accepted. */
    public static List<StoredRound.AcceptedFrame> framesIn(Journal journal) {
        return framesIn(journal, JOB);
    }

    static List<StoredRound.AcceptedFrame> framesIn(Journal journal, JobId job) {
        List<StoredRound.AcceptedFrame> frames = new ArrayList<>();
        journal.accepted(job, frames::add);
        return frames;
    }

    public static AssignmentId id(int client) {
        return new AssignmentId("a-" + client);
    }

    public static ClientId client(int number) {
        return new ClientId("c-" + number);
    }

    public static StoredJob job(JobId id, JobState state) {
        JobSpec spec = JobFile.parse(Map.of("name", "digits", "optimizer", Map.of("learningRate", 0.01)));
        return new StoredJob(id, spec, state, null, LAYOUT, 0, 0, 0, 0, NOON);
    }

    public static StoredAssignment assignment(String id, long round, ClientId client) {
        return StoredAssignment.given(new AssignmentId(id), JOB, round, client, 0, NOON);
    }

    public static JournalEntry.ModelStored modelStored(long version) {
        float[] parameters = {version, -version, 0.5f, 1, 2, 3, 4};
        return new JournalEntry.ModelStored(JOB, new StoredModel(JOB, version, LAYOUT, parameters), "d", NOON);
    }

    public static JournalEntry.EventAppended event(long id, JobEvent.Kind kind) {
        return new JournalEntry.EventAppended(new JobEvent(JOB, id, NOON, kind, 0L, null, client(1), null, null, null));
    }

    public static StoredRoundSummary published(long round) {
        return new StoredRoundSummary(
                round,
                "published",
                1L,
                NOON,
                NOON.plusSeconds(30),
                20,
                16,
                16,
                Map.of("filtered", 2, "not-finite", 1),
                new VoteMargins(0.4, 0.01, 0.1, List.of(0.1, 0.2, 0.05, 0.05, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1)),
                1L << 40,
                7,
                4.25);
    }

    public static StoredRoundSummary abandoned(long round) {
        return new StoredRoundSummary(
                round, "abandoned", null, NOON, NOON.plusSeconds(30), 20, 3, 0, Map.of(), null, 12, 0, null);
    }

    public static FrameDigest frameDigest(int seed) {
        return FrameDigest.known(digest(seed));
    }

    public static byte[] digest(int seed) {
        return bytes(seed, 32);
    }

    public static byte[] frame(int seed) {
        return bytes(100 + seed, 48 + seed);
    }

    public static byte[] bytes(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
