package io.psephos.server.storage;

import static io.psephos.server.storage.Columns.json;
import static io.psephos.server.storage.Columns.textOrNull;
import static io.psephos.server.storage.Columns.time;

import io.psephos.aggregation.VoteMargins;
import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.JournalEntry;
import io.psephos.coordinator.journal.Reputation;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.coordinator.journal.StoredJob;
import io.psephos.coordinator.journal.StoredMetric;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import io.psephos.server.storage.StatementBatch.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The writer of journal entries to the tables. An entry that contradicts them changes nothing and fails. */
final class EntryWriter {

    /** Value of the column {@code seat} while an assignment is open that is unique while it is open. */
    private static final long WHILE_OPEN = -1;

    private final StatementBatch statements;
    private final ScoreTables scores;
    private final StateTables states;
    private final LargeValues.Commit values;
    private final int keptEvents;
    private final Map<JobId, Map<String, byte[]>> changes = new LinkedHashMap<>();
    private final Map<JobId, Map<ClientId, Reputation>> credits = new LinkedHashMap<>();
    private @Nullable JobEvent newest;

    EntryWriter(
            StatementBatch statements,
            ScoreTables scores,
            StateTables states,
            LargeValues.Commit values,
            int keptEvents) {
        this.statements = statements;
        this.scores = scores;
        this.states = states;
        this.values = values;
        this.keptEvents = keptEvents;
    }

    void write(JournalEntry entry) {
        switch (entry) {
            case JournalEntry.JobCreated created -> create(created.stored());
            case JournalEntry.JobMoved moved -> move(moved);
            case JournalEntry.RoundOpened opened -> open(opened);
            case JournalEntry.AssignmentGiven given -> give(given);
            case JournalEntry.UpdateAccepted accepted -> accept(accepted);
            case JournalEntry.UpdateRefused refused -> refuse(refused);
            case JournalEntry.RefusalCounted counted -> count(counted);
            case JournalEntry.MetricsReported reported -> report(reported);
            case JournalEntry.AssignmentDeclined declined -> decline(declined);
            case JournalEntry.AssignmentExpired expired ->
                statements.add(
                        Statement.EXPIRE,
                        time(expired.at()),
                        expired.round(),
                        expired.assignment().value(),
                        expired.job().value());
            case JournalEntry.RoundFrozen frozen -> freeze(frozen);
            case JournalEntry.RoundPublished published -> publish(published.job(), published.summary());
            case JournalEntry.RoundAbandoned abandoned -> abandon(abandoned.job(), abandoned.summary());
            case JournalEntry.ModelStored stored -> store(stored);
            case JournalEntry.ModelUploaded uploaded -> upload(uploaded);
            case JournalEntry.JobDeleted deleted -> {
                statements.exactlyOne(
                        "delete from jobs where id = ?", deleted.job().value());
                changes.remove(deleted.job());
                values.dropAll(deleted.job());
            }
            case JournalEntry.StepStored stored -> keepStep(stored);
            case JournalEntry.ArtefactStored stored -> keepArtefact(stored);
            case JournalEntry.ArtefactUploaded uploaded -> keepUploaded(uploaded);
            case JournalEntry.StateStored stored -> changes.merge(stored.job(), stored.changes(), EntryWriter::later);
            case JournalEntry.Credited credited -> credits.merge(credited.job(), credited.more(), EntryWriter::sum);
            case JournalEntry.MetricStored stored -> measure(stored.job(), stored.metric());
            case JournalEntry.EventAppended appended -> tell(appended.event());
            case JournalEntry.Audited audited -> audit(audited);
        }
    }

    private void create(StoredJob job) {
        statements.exactlyOne(
                """
                insert into jobs (id, spec, layout, state, reason, model_version, round, published, abandoned_in_a_row,
                    created_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                job.id().value(),
                SpecText.write(job.spec()),
                json(job.layout()),
                job.state().word(),
                job.reason(),
                job.modelVersion(),
                job.round(),
                job.published(),
                job.abandonedInARow(),
                time(job.createdAt()));
    }

    private void move(JournalEntry.JobMoved moved) {
        statements.exactlyOne(
                "update jobs set state = ?, reason = ? where id = ?",
                moved.state().word(),
                moved.reason(),
                moved.job().value());
    }

    private void open(JournalEntry.RoundOpened opened) {
        statements.exactlyOne(
                "insert into rounds (job, round, model_version, state, opened_at) values (?, ?, ?, 'open', ?)",
                opened.job().value(),
                opened.round(),
                opened.modelVersion(),
                time(opened.at()));
    }

    private void give(JournalEntry.AssignmentGiven entry) {
        StoredAssignment given = entry.assignment();
        boolean whileOpen = entry.uniqueness() == JournalEntry.Uniqueness.WHILE_OPEN;
        if (whileOpen) {
            // What made room for it goes first.
            statements.send();
        }
        statements.add(
                Statement.GIVE,
                given.id().value(),
                given.job().value(),
                given.round(),
                whileOpen ? WHILE_OPEN : given.round(),
                given.client().value(),
                given.modelVersion(),
                time(given.givenAt()),
                given.fate().word(),
                textOrNull(given.code()),
                given.digest() == null ? null : given.digest().bytes());
    }

    private void accept(JournalEntry.UpdateAccepted accepted) {
        String assignment = accepted.assignment().value();
        String job = accepted.job().value();
        statements.add(
                Statement.ACCEPT,
                accepted.digest().bytes(),
                time(accepted.at()),
                accepted.round(),
                assignment,
                job,
                job,
                accepted.round());
        LargeValues.Kept frame = values.keepFrame(accepted.job(), accepted.round(), accepted.frame());
        statements.add(Statement.KEEP_FRAME, assignment, job, frame.bytes(), frame.place(), accepted.frame().length);
    }

    private void refuse(JournalEntry.UpdateRefused refused) {
        statements.add(
                Statement.REFUSE,
                refused.fate().word(),
                refused.code().word(),
                refused.digest().bytes(),
                time(refused.at()),
                refused.round(),
                refused.assignment().value(),
                refused.job().value());
    }

    private void count(JournalEntry.RefusalCounted counted) {
        statements.add(
                Statement.COUNT_REFUSAL,
                json(counted.refusals()),
                counted.assignment().value(),
                counted.job().value());
    }

    private void decline(JournalEntry.AssignmentDeclined declined) {
        statements.add(
                Statement.DECLINE,
                declined.reason(),
                time(declined.at()),
                declined.round(),
                declined.assignment().value(),
                declined.job().value());
    }

    private void report(JournalEntry.MetricsReported reported) {
        String assignment = reported.assignment().value();
        statements.all("delete from reports where assignment = ?", assignment);
        statements.exactlyOne(
                "insert into reports (assignment, job, body) values (?, ?, ?)",
                assignment,
                reported.job().value(),
                json(reported.report()));
    }

    private void keepUploaded(JournalEntry.ArtefactUploaded uploaded) {
        String assignment = uploaded.assignment().value();
        LargeValues.Kept file = values.keep(uploaded.job(), uploaded.file());
        delete("uploaded_artefacts", "assignment = ? and name = ?", assignment, uploaded.name());
        statements.exactlyOne(
                "insert into uploaded_artefacts (assignment, job, name, body, body_place) values (?, ?, ?, ?, ?)",
                assignment,
                uploaded.job().value(),
                uploaded.name(),
                file.bytes(),
                file.place());
    }

    private void keepArtefact(JournalEntry.ArtefactStored stored) {
        LargeValues.Kept file = values.keep(stored.job(), stored.file());
        statements.exactlyOne(
                "insert into artefacts (job, version, name, body, body_place) values (?, ?, ?, ?, ?)",
                stored.job().value(),
                stored.version(),
                stored.name(),
                file.bytes(),
                file.place());
    }

    /** Deletes rows of a table that has a body, and the bodies that lie elsewhere. */
    private void delete(String table, String where, Object... parameters) {
        dropPlaces("select body_place from " + table + " where body_place is not null and " + where, parameters);
        statements.all("delete from " + table + " where " + where, parameters);
    }

    private void dropPlaces(String places, Object... parameters) {
        values.drop(statements.texts(places, parameters));
    }

    private void freeze(JournalEntry.RoundFrozen frozen) {
        statements.exactlyOne(
                "update rounds set frozen_at = ? where job = ? and round = ? and state = 'open'",
                time(frozen.at()),
                frozen.job().value(),
                frozen.round());
    }

    private void publish(JobId job, StoredRoundSummary summary) {
        end(job, summary, "counted");
        statements.exactlyOne(
                "update jobs set round = round + 1, published = published + 1, abandoned_in_a_row = 0 where id = ?",
                job.value());
    }

    private void abandon(JobId job, StoredRoundSummary summary) {
        end(job, summary, "discarded");
        statements.exactlyOne(
                "update jobs set round = round + 1, abandoned_in_a_row = abandoned_in_a_row + 1 where id = ?",
                job.value());
    }

    private void end(JobId job, StoredRoundSummary summary, String fateOfAccepted) {
        close(job, summary);
        statements.all("""
                update assignments set fate = case when fate = 'accepted' then cast(? as varchar) else 'expired' end
                where job = ? and round = ? and (fate = 'accepted' or fate = 'open' and seat >= 0)""", fateOfAccepted, job.value(), summary.round());
        statements.all("delete from update_frames where job = ?", job.value());
        values.dropRound(job, summary.round());
        statements.all("delete from reports where " + ended("reports"), job.value());
        delete("uploaded_artefacts", ended("uploaded_artefacts"), job.value());
    }

    /** Looks at the few rows of the table and their assignments, and not at all assignments that the job ever gave. */
    private static String ended(String table) {
        return "job = ? and not exists (select 1 from assignments where id = " + table
                + ".assignment and fate = 'open')";
    }

    private void close(JobId job, StoredRoundSummary summary) {
        VoteMargins margins = summary.margins();
        statements.exactlyOne(
                """
                update rounds set state = ?, version = ?, opened_at = ?, closed_at = ?, assigned = ?, accepted = ?,
                    counted = ?, refused = ?, margin_mean = ?, margin_ties = ?, margin_unanimous = ?,
                    margin_histogram = ?, bytes_up = ?, bytes_down = ?, bits = ?
                where job = ? and round = ? and state = 'open'""",
                summary.state(),
                summary.version(),
                time(summary.openedAt()),
                time(summary.closedAt()),
                summary.assigned(),
                summary.accepted(),
                summary.counted(),
                json(summary.refused()),
                margins == null ? null : margins.mean(),
                margins == null ? null : margins.ties(),
                margins == null ? null : margins.unanimous(),
                margins == null ? null : json(margins.histogram()),
                summary.bytesUp(),
                summary.bytesDown(),
                summary.bits(),
                job.value(),
                summary.round());
    }

    private void store(JournalEntry.ModelStored stored) {
        String job = stored.job().value();
        long version = stored.model().version();
        LargeValues.Kept parameters =
                values.keep(stored.job(), Columns.floats(stored.model().parameters()));
        statements.exactlyOne(
                """
                insert into models (job, version, layout, parameters, parameters_place, digest, stored_at)
                values (?, ?, ?, ?, ?, ?, ?)""",
                job,
                version,
                json(stored.model().layout()),
                parameters.bytes(),
                parameters.place(),
                stored.digest(),
                time(stored.at()));
        statements.exactlyOne("update jobs set model_version = ? where id = ?", version, job);
        deleteModels("job = ? and version > 0 and version <= ?", job, version - Journal.KEPT_VERSIONS);
    }

    private void upload(JournalEntry.ModelUploaded uploaded) {
        String job = uploaded.job().value();
        deleteModels("job = ?", job);
        store(new JournalEntry.ModelStored(uploaded.job(), uploaded.model(), uploaded.digest(), uploaded.at()));
        statements.exactlyOne(
                "update jobs set layout = ? where id = ?", json(uploaded.model().layout()), job);
    }

    private void deleteModels(String where, Object... parameters) {
        delete("artefacts", where, parameters);
        for (String column : List.of("parameters_place", "step_place")) {
            dropPlaces("select " + column + " from models where " + column + " is not null and " + where, parameters);
        }
        statements.all("delete from models where " + where, parameters);
    }

    /** Stores a compressed step, kept as long as its version. */
    private void keepStep(JournalEntry.StepStored stored) {
        LargeValues.Kept step = values.keep(stored.job(), stored.frame());
        statements.exactlyOne(
                "update models set step = ?, step_place = ? where job = ? and version = ?",
                step.bytes(),
                step.place(),
                stored.job().value(),
                stored.version());
    }

    private void measure(JobId job, StoredMetric metric) {
        statements.add(
                Statement.MEASURE,
                job.value(),
                metric.round(),
                metric.version(),
                metric.name(),
                metric.value(),
                metric.source());
    }

    /** Sends pending statements and deletes what is no longer kept. */
    void finish() {
        if (newest != null && newest.id() > keptEvents) {
            statements.all(
                    "delete from events where job = ? and id <= ?", newest.job().value(), newest.id() - keptEvents);
        }
        statements.send();
        changes.forEach((job, pieces) -> states.keep(job, pieces, values));
        credits.forEach(scores::credit);
    }

    private static Map<String, byte[]> later(Map<String, byte[]> before, Map<String, byte[]> after) {
        Map<String, byte[]> all = new HashMap<>(before);
        all.putAll(after);
        return all;
    }

    private static Map<ClientId, Reputation> sum(Map<ClientId, Reputation> one, Map<ClientId, Reputation> other) {
        Map<ClientId, Reputation> all = new HashMap<>(one);
        other.forEach((client, more) -> all.merge(client, more, Reputation::plus));
        return all;
    }

    private void tell(JobEvent event) {
        newest = event;
        statements.add(
                Statement.TELL,
                event.job().value(),
                event.id(),
                time(event.at()),
                event.kind().word(),
                event.round(),
                event.version(),
                textOrNull(event.client()),
                textOrNull(event.assignment()),
                event.code(),
                event.value());
    }

    private void audit(JournalEntry.Audited audited) {
        statements.add(
                Statement.AUDIT,
                audited.job().value(),
                time(audited.at()),
                audited.actor(),
                audited.action(),
                textOrNull(audited.client()),
                textOrNull(audited.assignment()),
                audited.detail());
    }
}
