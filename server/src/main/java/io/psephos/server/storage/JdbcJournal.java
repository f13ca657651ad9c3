package io.psephos.server.storage;

import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.journal.AuditEntry;
import io.psephos.coordinator.journal.ClientTally;
import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.JournalEntry;
import io.psephos.coordinator.journal.ModelSummary;
import io.psephos.coordinator.journal.Records;
import io.psephos.coordinator.journal.Reputation;
import io.psephos.coordinator.journal.RoundProgress;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.coordinator.journal.StoredJob;
import io.psephos.coordinator.journal.StoredMetric;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.coordinator.journal.StoredRound;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.JobId;
import io.psephos.protocol.state.NamedState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The journal in a database: one commit is one transaction. */
final class JdbcJournal implements Journal, Records {
    /** Most frames that are read in one query, and most bytes of them. */
    private static final int PAGE = 256;

    private static final long PAGE_BYTES = 4 << 20;

    private final Database database;
    private final JdbcClient jdbc;
    private final ScoreTables scores;
    private final StateTables states;
    private final LargeValues values;
    private final int keptEvents;
    private final Extensions extensions;

    JdbcJournal(Database database, LargeValues values, int keptEvents) {
        this(database, values, keptEvents, Extensions.NONE);
    }

    /** @param extensions that jobs may name */
    JdbcJournal(Database database, LargeValues values, int keptEvents, Extensions extensions) {
        this.extensions = extensions;
        this.database = database;
        this.values = values;
        this.keptEvents = keptEvents;
        this.jdbc = JdbcClient.create(database.jdbc());
        this.scores = new ScoreTables(database.jdbc());
        this.states = new StateTables(database.jdbc(), values);
    }

    @Override
    public void commit(List<JournalEntry> entries) {
        LargeValues.Commit large = values.begin();
        boolean committed = false;
        try {
            database.write(() -> {
                EntryWriter writer =
                        new EntryWriter(new StatementBatch(database.jdbc()), scores, states, large, keptEvents);
                entries.forEach(writer::write);
                writer.finish();
                large.force();
                return entries.size();
            });
            committed = true;
        } finally {
            if (committed) {
                large.succeeded();
            } else {
                large.failed();
            }
        }
    }

    @Override
    public List<StoredJob> jobs() {
        return database.read(() -> jdbc.sql("select * from jobs order by position")
                .query((row, number) -> Rows.job(row, extensions))
                .list());
    }

    @Override
    public Optional<StoredJob> job(JobId job) {
        return database.read(() -> jdbc.sql("select * from jobs where id = ?")
                .param(job.value())
                .query((row, number) -> Rows.job(row, extensions))
                .optional());
    }

    @Override
    public Optional<StoredRound> openRound(JobId job) {
        return database.read(() -> jdbc.sql("select * from rounds where job = ? and state = 'open'")
                .param(job.value())
                .query((row, number) -> Rows.round(row, assignments(job, row.getLong("round")), reports(job)))
                .optional());
    }

    private List<StoredAssignment> assignments(JobId job, long round) {
        return jdbc.sql("""
                        select * from assignments where job = ? and round = ?
                        union all select * from assignments where job = ? and seat < 0 and round <> ?
                        order by position""")
                .params(job.value(), round, job.value(), round)
                .query(Rows::assignment)
                .list();
    }

    private Map<AssignmentId, ClientReport> reports(JobId job) {
        Map<AssignmentId, ClientReport> reports = new HashMap<>();
        jdbc.sql("select assignment, body from reports where job = ?")
                .param(job.value())
                .query(row -> {
                    reports.put(new AssignmentId(row.getString("assignment")), Rows.report(row));
                });
        return reports;
    }

    @Override
    public Optional<StoredAssignment> assignment(AssignmentId assignment) {
        return database.read(() -> jdbc.sql("select * from assignments where id = ?")
                .param(assignment.value())
                .query(Rows::assignment)
                .optional());
    }

    @Override
    public boolean everAssigned(JobId job, ClientId client) {
        return database.read(() -> jdbc.sql("select 1 from assignments where job = ? and client = ? limit 1")
                .params(job.value(), client.value())
                .query(Integer.class)
                .optional()
                .isPresent());
    }

    @Override
    public Optional<StoredModel> model(JobId job, long version) {
        return database.read(() -> jdbc.sql("""
                        select job, version, layout, parameters, parameters_place from models
                        where job = ? and version = ?""")
                .params(job.value(), version)
                .query((row, number) -> Rows.model(row, values))
                .optional());
    }

    @Override
    public List<ModelSummary> models(JobId job) {
        return database.read(
                () -> jdbc.sql("""
                        select models.version, rounds.round, digest, octet_length(parameters) as size,
                            parameters_place, step is null and step_place is null as dense
                        from models left join rounds on rounds.job = models.job and rounds.version = models.version
                        where models.job = ? order by models.version""").param(job.value()).query(Rows::modelSummary).list());
    }

    @Override
    public List<byte[]> steps(JobId job, long since, long version) {
        return database.read(() -> jdbc.sql("""
                        select step, step_place from models
                        where job = ? and version > ? and version <= ? and (step is not null or step_place is not null)
                        order by version""")
                .params(job.value(), since, version)
                .query((row, number) -> values.read(row, "step"))
                .list());
    }

    @Override
    public NamedState state(JobId job) {
        return database.read(() -> states.state(job));
    }

    @Override
    public Optional<byte[]> piece(JobId job, String name) {
        return database.read(() -> states.piece(job, name));
    }

    @Override
    public List<String> artefacts(JobId job, long version) {
        return database.read(() -> states.artefacts(job, version));
    }

    @Override
    public Optional<byte[]> artefact(JobId job, long version, String name) {
        return database.read(() -> states.artefact(job, version, name));
    }

    @Override
    public Map<String, byte[]> uploadedArtefacts(AssignmentId assignment) {
        return database.read(() -> states.uploaded(assignment));
    }

    @Override
    public List<ClientTally> tallies(JobId job) {
        return database.read(() -> scores.tallies(job));
    }

    @Override
    public Map<ClientId, Reputation> reputations(Collection<ClientId> clients) {
        return database.read(() -> scores.reputations(clients));
    }

    @Override
    public List<ClientId> disreputable(double below, long leastVerdicts) {
        return database.read(() -> scores.disreputable(below, leastVerdicts));
    }

    /** Reads a few at a time, as a round may have accepted more than fits into memory. */
    @Override
    public void accepted(JobId job, Consumer<StoredRound.AcceptedFrame> reader) {
        List<Sized> page = sized(job, 0);
        while (!page.isEmpty()) {
            long first = page.getFirst().position();
            long last = lastOfAFew(page);
            frames(job, first, last).forEach(frame -> reader.accept(frame.read()));
            page = sized(job, last);
        }
    }

    private record Sized(long position, long bytes) {}

    /** A frame that is read when it is its turn. */
    private interface Frame {
        StoredRound.AcceptedFrame read();
    }

    private List<Sized> sized(JobId job, long after) {
        return database.read(() -> jdbc.sql("""
                        select position, case when frame_place is null then octet_length(frame) else 0 end as size
                        from update_frames where job = ? and position > ? order by position limit ?""")
                .params(job.value(), after, PAGE)
                .query((row, number) -> new Sized(row.getLong("position"), row.getLong("size")))
                .list());
    }

    private static long lastOfAFew(List<Sized> page) {
        long last = page.getFirst().position();
        long sum = 0;
        for (Sized frame : page) {
            sum += frame.bytes();
            if (sum > PAGE_BYTES) {
                break;
            }
            last = frame.position();
        }
        return last;
    }

    private List<Frame> frames(JobId job, long first, long last) {
        return database.read(() -> jdbc.sql("""
                        select assignment, frame, frame_place from update_frames
                        where job = ? and position >= ? and position <= ? order by position""")
                .params(job.value(), first, last)
                .query((row, number) -> frame(row))
                .list());
    }

    private Frame frame(ResultSet row) throws SQLException {
        AssignmentId assignment = new AssignmentId(row.getString("assignment"));
        LargeValues.Unread frame = values.unread(row, "frame");
        return () -> new StoredRound.AcceptedFrame(assignment, frame.read());
    }

    @Override
    public List<AuditEntry> audit(long after, int limit) {
        return database.read(() -> jdbc.sql("select * from audit where position > ? order by position limit ?")
                .params(after, limit)
                .query(Rows::audit)
                .list());
    }

    @Override
    public List<JobEvent> events(JobId job, long after, int limit) {
        return database.read(() -> jdbc.sql("select * from events where job = ? and id > ? order by id limit ?")
                .params(job.value(), after, limit)
                .query(Rows::event)
                .list());
    }

    @Override
    public long lastEvent(JobId job) {
        return database.read(() -> jdbc.sql("select coalesce(max(id), 0) from events where job = ?")
                .param(job.value())
                .query(Long.class)
                .single());
    }

    @Override
    public List<StoredMetric> metrics(JobId job) {
        return database.read(() -> jdbc.sql("select * from metrics where job = ? order by position")
                .param(job.value())
                .query(Rows::metric)
                .list());
    }

    @Override
    public List<StoredRoundSummary> rounds(JobId job) {
        return database.read(() -> jdbc.sql("select * from rounds where job = ? and state <> 'open' order by round")
                .param(job.value())
                .query(Rows::summary)
                .list());
    }

    /** Counts in the database, without reading frames. */
    @Override
    public Optional<RoundProgress> progress(JobId job) {
        return database.read(() -> jdbc.sql("""
                        select round, opened_at,
                            (select count(*) from assignments a where a.job = r.job and (a.round = r.round or a.seat < 0))
                                as assigned,
                            (select count(*) from update_frames f where f.job = r.job) as accepted,
                            (select coalesce(sum(coalesce(f.bytes, octet_length(f.frame))), 0) from update_frames f where f.job = r.job)
                                as bytes_up
                        from rounds r where r.job = ? and r.state = 'open'""")
                .param(job.value())
                .query((row, number) -> Rows.progress(row, refused(job, row.getLong("round"))))
                .optional());
    }

    private Map<String, Integer> refused(JobId job, long round) {
        Map<String, Integer> refused = new TreeMap<>();
        jdbc.sql("""
                        select code, count(*) as times from assignments
                        where job = ? and round = ? and code is not null group by code""").params(job.value(), round).query(row -> {
            refused.put(row.getString("code"), row.getInt("times"));
        });
        return refused;
    }
}
