package io.psephos.server.storage;

import static io.psephos.coordinator.journal.SampleEntries.JOB;
import static io.psephos.coordinator.journal.SampleEntries.NOON;
import static io.psephos.coordinator.journal.SampleEntries.accepted;
import static io.psephos.coordinator.journal.SampleEntries.client;
import static io.psephos.coordinator.journal.SampleEntries.created;
import static io.psephos.coordinator.journal.SampleEntries.declined;
import static io.psephos.coordinator.journal.SampleEntries.digest;
import static io.psephos.coordinator.journal.SampleEntries.event;
import static io.psephos.coordinator.journal.SampleEntries.frame;
import static io.psephos.coordinator.journal.SampleEntries.id;
import static io.psephos.coordinator.journal.SampleEntries.modelStored;
import static io.psephos.coordinator.journal.SampleEntries.published;
import static io.psephos.coordinator.journal.SampleEntries.refused;
import static io.psephos.coordinator.journal.SampleEntries.startedRound;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.journal.JournalEntry;
import io.psephos.coordinator.journal.JournalException;
import io.psephos.coordinator.journal.Reputation;
import io.psephos.coordinator.journal.StoredMetric;
import io.psephos.coordinator.journal.StoredRound;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.JobId;
import io.psephos.server.security.Capabilities;
import io.psephos.server.security.ClientState;
import io.psephos.server.security.IdentityStore.EnrolledClient;
import io.psephos.server.security.IdentityStore.EnrolmentToken;
import io.psephos.server.security.IdentityStore.Jti;
import io.psephos.server.security.IdentityStore.Rotation;
import io.psephos.server.storage.FaultySource.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Every operation on a database of which the first call fails, then the second, and so on until the operation succeeds:
 * it has happened as a whole or not at all, says so by the exception of the journal, keeps no connection, and the next
 * one works.
 */
final class FaultyDatabaseTest {
    private static final JdbcDataSource REAL = MigratedDatabase.fresh();
    private static final SingleConnectionDataSource KEPT =
            new SingleConnectionDataSource(REAL.getURL(), "psephos", "", true);
    private static final JdbcTemplate TRUTH = new JdbcTemplate(KEPT);
    private static final List<String> TABLES = TRUTH.queryForList(
            "select table_name from information_schema.tables where table_schema = 'public'"
                    + " and table_name <> 'flyway_schema_history' order by table_name",
            String.class);
    private static final EnrolmentToken TOKEN = token("t-1", null);
    private static final EnrolledClient KNOWN = enrolled(1, TOKEN);

    /** An operation of the journal or the identity store. */
    private interface Operation {
        @Nullable
        Object on(JdbcJournal journal, JdbcIdentityStore identities);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("operations")
    void happensAsAWholeOrNotAtAll(String name, Fault fault, Operation operation) {
        prepare();
        List<String> before = content();
        Object expected = operation.on(
                new JdbcJournal(Database.of(KEPT, quiet()), LargeValues.inRows(), 2),
                store(Database.of(KEPT, quiet())));
        List<String> done = content();
        Try trial = new Try(before, done, expected, new FaultySource(REAL), operation);
        prepare();
        int call = 1;
        while (!trial.succeeds(call, fault)) {
            call++;
        }
        assertThat(call).as("calls").isGreaterThan(5);
        assertThat(content()).isEqualTo(done);
    }

    /** In a pool, too, which would give such a connection to the next one that asks. */
    @Test
    void aConnectionThatCannotRollBackIsNotUsedAgain() {
        List<JournalEntry> entries = commits().get("commit of many kinds");
        FaultySource faulty = new FaultySource(REAL);
        HikariConfig config = new HikariConfig();
        config.setDataSource(faulty.source());
        config.setMaximumPoolSize(1);
        prepare();
        List<String> before = content();
        try (HikariDataSource pool = new HikariDataSource(config)) {
            JdbcJournal journal = new JdbcJournal(Database.of(pool, quiet()), LargeValues.inRows(), 2);
            int refused = 0;
            for (int call = 1; call < 40; call++) {
                faulty.fail(call, Fault.AND_ROLLBACK);
                try {
                    journal.commit(entries);
                    prepare();
                } catch (JournalException e) {
                    refused++;
                }
                faulty.fail(0, Fault.BEFORE);
                assertThat(journal.jobs()).as("call %d", call).hasSize(1);
                assertThat(content()).as("call %d", call).isEqualTo(before);
            }
            assertThat(refused)
                    .as("the others fail where a statement is closed")
                    .isGreaterThan(20);
        }
        assertThat(faulty.open()).isZero();
    }

    /** The tries of an operation on one and the same adapters. */
    private static final class Try {
        private final List<String> before;
        private final List<String> done;
        private final @Nullable Object expected;
        private final FaultySource faulty;
        private final JdbcJournal journal;
        private final JdbcIdentityStore identities;
        private final Operation operation;
        private final StorageCondition condition = quiet();

        Try(
                List<String> before,
                List<String> done,
                @Nullable Object expected,
                FaultySource faulty,
                Operation operation) {
            this.before = before;
            this.done = done;
            this.expected = expected;
            this.faulty = faulty;
            this.operation = operation;
            Database database = Database.of(faulty.source(), condition);
            this.journal = new JdbcJournal(database, LargeValues.inRows(), 2);
            this.identities = store(database);
        }

        /** Whether the operation succeeds without as many calls; where not, it may be tried again. */
        boolean succeeds(int call, Fault fault) {
            String what = "call " + call;
            faulty.fail(call, fault);
            boolean succeeded = happens(what);
            boolean hasFailed = faulty.hasFailed();
            assertThat(condition.isWorking())
                    .as(what + ", as the probes are told")
                    .isEqualTo(succeeded);
            condition.worked();
            assertThat(faulty.open()).as(what).isZero();
            List<String> after = before.equals(done) ? done : content();
            assertThat(after).as(what).isIn(succeeded ? List.of(done) : List.of(before, done));
            faulty.fail(0, fault);
            assertThat(journal.jobs()).as(what).isNotNull();
            assertThat(faulty.open()).as(what).isZero();
            if (hasFailed && !after.equals(before)) {
                prepare();
            }
            return succeeded && !hasFailed;
        }

        private boolean happens(String what) {
            try {
                assertThat(operation.on(journal, identities))
                        .as(what)
                        .usingRecursiveComparison()
                        .isEqualTo(expected);
                return true;
            } catch (JournalException e) {
                return false;
            }
        }
    }

    private static Stream<Arguments> operations() {
        Map<String, Operation> changes = changesOfIdentities();
        commits()
                .forEach((name, entries) -> changes.put(name, (journal, identities) -> {
                    journal.commit(entries);
                    return null;
                }));
        return Stream.concat(
                each(changes, Fault.values()), each(reads(), new Fault[] {Fault.BEFORE, Fault.FROM_THEN_ON}));
    }

    private static Stream<Arguments> each(Map<String, Operation> operations, Fault[] faults) {
        return operations.entrySet().stream()
                .flatMap(operation ->
                        Stream.of(faults).map(fault -> Arguments.of(operation.getKey(), fault, operation.getValue())));
    }

    private static Map<String, List<JournalEntry>> commits() {
        Map<String, List<JournalEntry>> commits = new LinkedHashMap<>();
        JobId other = new JobId("j-two");
        commits.put("commit of a job", List.of(created(other)));
        commits.put("commit of an update", List.of(accepted(3), event(9, JobEvent.Kind.UPDATE_ACCEPTED)));
        commits.put(
                "commit of many kinds",
                List.of(
                        accepted(3),
                        refused(4),
                        declined(5),
                        new JournalEntry.MetricsReported(JOB, id(2), new ClientReport(Map.of("loss", 1.0), List.of())),
                        new JournalEntry.ArtefactUploaded(JOB, id(2), "label-counts", frame(7)),
                        new JournalEntry.Audited(JOB, NOON, "admin", "job-start", null, null, "again"),
                        event(9, JobEvent.Kind.UPDATE_ACCEPTED)));
        commits.put(
                "commit of a version",
                List.of(
                        new JournalEntry.RoundFrozen(JOB, 0, NOON),
                        new JournalEntry.RoundPublished(JOB, published(0)),
                        modelStored(2),
                        new JournalEntry.StepStored(JOB, 2, frame(8)),
                        new JournalEntry.StateStored(JOB, Map.of("a", frame(1), "b", new byte[0])),
                        new JournalEntry.Credited(JOB, Map.of(KNOWN.id(), new Reputation(1, 0, 0, 0.5))),
                        new JournalEntry.MetricStored(JOB, new StoredMetric(0, 1, "loss", 0.5, "server"))));
        commits.put("commit of a deletion", List.of(new JournalEntry.JobDeleted(JOB)));
        return commits;
    }

    private static Map<String, Operation> reads() {
        Map<String, Operation> reads = new LinkedHashMap<>();
        reads.put("jobs", (journal, identities) -> journal.jobs());
        reads.put("openRound", (journal, identities) -> journal.openRound(JOB));
        reads.put("assignment", (journal, identities) -> journal.assignment(id(1)));
        reads.put("everAssigned", (journal, identities) -> journal.everAssigned(JOB, client(1)));
        reads.put("model", (journal, identities) -> journal.model(JOB, 1));
        reads.put("models", (journal, identities) -> journal.models(JOB));
        reads.put("steps", (journal, identities) -> journal.steps(JOB, 0, 1));
        reads.put("state", (journal, identities) -> journal.state(JOB));
        reads.put("artefact", (journal, identities) -> journal.artefact(JOB, 1, "generator"));
        reads.put("artefacts", (journal, identities) -> journal.artefacts(JOB, 1));
        reads.put("uploadedArtefacts", (journal, identities) -> journal.uploadedArtefacts(id(1)));
        reads.put("tallies", (journal, identities) -> journal.tallies(JOB));
        reads.put("reputations", (journal, identities) -> journal.reputations(List.of(KNOWN.id())));
        reads.put("disreputable", (journal, identities) -> journal.disreputable(1, 0));
        reads.put("accepted", (journal, identities) -> {
            List<StoredRound.AcceptedFrame> frames = new ArrayList<>();
            journal.accepted(JOB, frames::add);
            return frames;
        });
        reads.put("audit", (journal, identities) -> journal.audit(0, 10));
        reads.put("events", (journal, identities) -> journal.events(JOB, 0, 10));
        reads.put("lastEvent", (journal, identities) -> journal.lastEvent(JOB));
        reads.put("metrics", (journal, identities) -> journal.metrics(JOB));
        reads.put("rounds", (journal, identities) -> journal.rounds(JOB));
        reads.put("progress", (journal, identities) -> journal.progress(JOB));
        reads.put("tokens", (journal, identities) -> identities.tokens());
        reads.put("tokenByHash", (journal, identities) -> identities.tokenByHash(TOKEN.sha256()));
        reads.put("client", (journal, identities) -> identities.client(KNOWN.id()));
        reads.put("clientByKey", (journal, identities) -> identities.clientByKey(KNOWN.publicKey()));
        reads.put("living", (journal, identities) -> identities.living());
        reads.put("clients", (journal, identities) -> identities.clients(0, 10));
        return reads;
    }

    private static Map<String, Operation> changesOfIdentities() {
        Map<String, Operation> changes = new LinkedHashMap<>();
        changes.put("addToken", (journal, identities) -> identities.addToken(token("t-2", "edge"), "admin"));
        changes.put("revokeToken", (journal, identities) -> identities.revokeToken("t-1", "admin", NOON));
        changes.put("enrol", (journal, identities) -> identities.enrol(TOKEN.sha256(), enrolled(2, TOKEN), NOON));
        changes.put(
                "rotate",
                (journal, identities) -> identities.rotate(
                        new Rotation(
                                KNOWN.id(),
                                KNOWN.publicKey(),
                                digest(77),
                                List.of(new Jti("one", NOON), new Jti("two", NOON))),
                        NOON));
        changes.put("equip", (journal, identities) -> {
            identities.equip(KNOWN.id(), new Capabilities(List.of("sign"), 7, List.of()));
            return null;
        });
        changes.put("move", (journal, identities) -> identities.move(KNOWN.id(), ClientState.LEFT, "admin", NOON));
        changes.put(
                "rememberAssertion",
                (journal, identities) -> identities.rememberAssertion(KNOWN.id(), new Jti("three", NOON), NOON));
        changes.put("rememberAdminToken", (journal, identities) -> {
            identities.rememberAdminToken(digest(8), NOON);
            return null;
        });
        changes.put("forgetAssertions", (journal, identities) -> {
            identities.forgetAssertions(NOON.plusSeconds(1));
            return null;
        });
        return changes;
    }

    /** A job with an open round, a version and a client, and an assertion that is remembered. */
    private static void prepare() {
        TRUTH.execute("set referential_integrity false");
        TABLES.forEach(table -> TRUTH.execute("truncate table " + table + " restart identity"));
        TRUTH.execute("set referential_integrity true");
        Database database = Database.of(KEPT, quiet());
        JdbcIdentityStore identities = store(database);
        identities.addToken(TOKEN, "admin");
        identities.enrol(TOKEN.sha256(), KNOWN, NOON);
        identities.rememberAssertion(KNOWN.id(), new Jti("zero", NOON), NOON);
        identities.rememberAdminToken(digest(9), NOON);
        List<JournalEntry> entries = new ArrayList<>(startedRound(6));
        entries.add(modelStored(0));
        entries.add(modelStored(1));
        entries.add(new JournalEntry.StepStored(JOB, 1, frame(5)));
        entries.add(new JournalEntry.ArtefactStored(JOB, 1, "generator", frame(6)));
        entries.add(accepted(1));
        entries.add(new JournalEntry.MetricsReported(JOB, id(2), new ClientReport(Map.of("loss", 0.5), List.of())));
        entries.add(new JournalEntry.ArtefactUploaded(JOB, id(1), "label-counts", frame(4)));
        entries.add(new JournalEntry.StateStored(JOB, Map.of("a", frame(3))));
        entries.add(new JournalEntry.Credited(JOB, Map.of(KNOWN.id(), new Reputation(3, 1, 1, 0.25))));
        entries.add(new JournalEntry.MetricStored(JOB, new StoredMetric(0, 1, "accuracy", 0.5, "server")));
        entries.add(event(1, JobEvent.Kind.JOB_STARTED));
        entries.add(event(2, JobEvent.Kind.ROUND_OPENED));
        new JdbcJournal(database, LargeValues.inRows(), 2).commit(entries);
    }

    /** The rows of all tables but for their positions, which a rollback leaves gaps in. */
    private static List<String> content() {
        List<String> rows = new ArrayList<>();
        for (String table : TABLES) {
            TRUTH.queryForList("select * from " + table).stream()
                    .map(row -> {
                        row.remove("position");
                        row.replaceAll(
                                (column, value) -> value instanceof byte[] bytes ? List.of(bytes.length) : value);
                        return table + " " + row;
                    })
                    .sorted()
                    .forEach(rows::add);
        }
        return rows;
    }

    private static StorageCondition quiet() {
        return new StorageCondition(System::nanoTime, (level, line) -> {});
    }

    private static JdbcIdentityStore store(Database database) {
        return new JdbcIdentityStore(database);
    }

    private static EnrolmentToken token(String id, @Nullable String name) {
        return new EnrolmentToken(
                id, digest(id.hashCode()), name == null ? 5 : 1, 0, NOON, NOON.plusSeconds(60), "default", name, false);
    }

    private static EnrolledClient enrolled(int number, EnrolmentToken token) {
        return new EnrolledClient(
                new ClientId("c-" + number),
                ClientState.ACTIVE,
                digest(1000 + number),
                1,
                token.sha256(),
                "default",
                null,
                false,
                new Capabilities(List.of("sign", "float32"), 1_000_000, List.of("proximal")),
                NOON,
                NOON);
    }
}
