package io.psephos.coordinator.journal;

import static io.psephos.coordinator.journal.SampleEntries.JOB;
import static io.psephos.coordinator.journal.SampleEntries.assignment;
import static io.psephos.coordinator.journal.SampleEntries.client;
import static io.psephos.coordinator.journal.SampleEntries.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.ClientId;
import io.psephos.protocol.Fate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;

/** A journal under test, and what tests of journals ask of it again and again. */
public abstract class JournalFixture {
    protected Journal journal;

    /** Newest events of each job that the journal under test keeps. */
    protected static final int KEPT_EVENTS = 20;

    /** Returns the journal, empty at first; on further calls in one test the same journal after a restart. */
    protected abstract Journal open();

    /** Whether commits survive a second {@link #open}. */
    protected boolean survivesReopen() {
        return false;
    }

    /** Enrols clients, where the journal under test knows which clients are enrolled. */
    protected void enrol(List<ClientId> clients) {}

    @BeforeEach
    final void openEmpty() {
        journal = open();
    }

    /** Job {@link #JOB} runs, round 0 is open and clients 1 to {@code assignments} have an assignment. */
    void startRound(int assignments) {
        journal.commit(SampleEntries.startedRound(assignments));
    }

    StoredJob onlyJob() {
        List<StoredJob> jobs = journal.jobs();
        assertThat(jobs).hasSize(1);
        return jobs.get(0);
    }

    Fate fate(int client) {
        return journal.assignment(id(client)).orElseThrow().fate();
    }

    List<Fate> fates(int clients) {
        return IntStream.rangeClosed(1, clients).mapToObj(this::fate).toList();
    }

    List<Long> keptVersions(long end) {
        return LongStream.range(0, end)
                .filter(version -> journal.model(JOB, version).isPresent())
                .boxed()
                .toList();
    }

    static int[] bits(float[] values) {
        return IntStream.range(0, values.length)
                .map(i -> Float.floatToRawIntBits(values[i]))
                .toArray();
    }

    static List<Long> versions(long from, long to) {
        return new ArrayList<>(LongStream.rangeClosed(from, to).boxed().toList());
    }

    Records records() {
        return (Records) journal;
    }

    static JournalEntry.AssignmentGiven whileOpen(String id, long round, int client) {
        return new JournalEntry.AssignmentGiven(
                assignment(id, round, client(client)), JournalEntry.Uniqueness.WHILE_OPEN);
    }
}
