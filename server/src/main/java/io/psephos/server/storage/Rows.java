package io.psephos.server.storage;

import static io.psephos.server.storage.Columns.json;
import static io.psephos.server.storage.Columns.nullableAssignment;
import static io.psephos.server.storage.Columns.nullableClient;
import static io.psephos.server.storage.Columns.nullableDouble;
import static io.psephos.server.storage.Columns.nullableLong;
import static io.psephos.server.storage.Columns.time;

import io.psephos.aggregation.VoteMargins;
import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.journal.AuditEntry;
import io.psephos.coordinator.journal.FrameDigest;
import io.psephos.coordinator.journal.ModelSummary;
import io.psephos.coordinator.journal.Refusals;
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
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.json.ProtocolJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** The mapping of the journal's rows to records. */
final class Rows {

    private Rows() {}

    static StoredJob job(ResultSet row, Extensions extensions) throws SQLException {
        return new StoredJob(
                new JobId(row.getString("id")),
                SpecText.read(row.getString("spec"), extensions),
                constant(JobState.class, row.getString("state")),
                row.getString("reason"),
                json(row, "layout", ParameterLayout.class),
                row.getLong("model_version"),
                row.getLong("round"),
                row.getLong("published"),
                row.getInt("abandoned_in_a_row"),
                time(row, "created_at"));
    }

    static StoredRound round(ResultSet row, List<StoredAssignment> assignments, Map<AssignmentId, ClientReport> reports)
            throws SQLException {
        return new StoredRound(
                row.getLong("round"),
                row.getLong("model_version"),
                time(row, "opened_at"),
                row.getObject("frozen_at") != null,
                assignments,
                reports);
    }

    static ClientReport report(ResultSet row) throws SQLException {
        StoredReport told = json(row, "body", StoredReport.class);
        return ClientReport.ofStored(told.values(), told.maxAbs());
    }

    /** A report as it lies in its row. */
    private record StoredReport(Map<String, Double> values, List<Double> maxAbs) {}

    static StoredAssignment assignment(ResultSet row, int number) throws SQLException {
        byte[] digest = row.getBytes("digest");
        return new StoredAssignment(
                new AssignmentId(row.getString("id")),
                new JobId(row.getString("job")),
                row.getLong("round"),
                new ClientId(row.getString("client")),
                row.getLong("model_version"),
                time(row, "given_at"),
                constant(Fate.class, row.getString("fate")),
                code(row.getString("code")),
                digest == null ? null : FrameDigest.known(digest),
                row.getString("refusals") == null ? Refusals.NONE : json(row, "refusals", Refusals.class));
    }

    static StoredModel model(ResultSet row, LargeValues values) throws SQLException {
        return new StoredModel(
                new JobId(row.getString("job")),
                row.getLong("version"),
                json(row, "layout", ParameterLayout.class),
                Columns.floats(values.read(row, "parameters")));
    }

    static ModelSummary modelSummary(ResultSet row, int number) throws SQLException {
        String place = row.getString("parameters_place");
        return new ModelSummary(
                row.getLong("version"),
                nullableLong(row, "round"),
                row.getString("digest"),
                place == null ? row.getLong("size") : Place.parse(place).length(),
                row.getBoolean("dense"));
    }

    static AuditEntry audit(ResultSet row, int number) throws SQLException {
        String job = row.getString("job");
        return new AuditEntry(
                row.getLong("position"),
                time(row, "happened_at"),
                row.getString("actor"),
                row.getString("action"),
                job == null ? null : new JobId(job),
                nullableClient(row, "client"),
                nullableAssignment(row, "assignment"),
                row.getString("detail"));
    }

    static JobEvent event(ResultSet row, int number) throws SQLException {
        return new JobEvent(
                new JobId(row.getString("job")),
                row.getLong("id"),
                time(row, "happened_at"),
                constant(JobEvent.Kind.class, row.getString("kind")),
                nullableLong(row, "round"),
                nullableLong(row, "version"),
                nullableClient(row, "client"),
                nullableAssignment(row, "assignment"),
                row.getString("code"),
                nullableDouble(row, "measure"));
    }

    static StoredMetric metric(ResultSet row, int number) throws SQLException {
        return new StoredMetric(
                row.getLong("round"),
                row.getLong("version"),
                row.getString("name"),
                row.getDouble("measure"),
                row.getString("source"));
    }

    static StoredRoundSummary summary(ResultSet row, int number) throws SQLException {
        return new StoredRoundSummary(
                row.getLong("round"),
                row.getString("state"),
                nullableLong(row, "version"),
                time(row, "opened_at"),
                time(row, "closed_at"),
                row.getInt("assigned"),
                row.getInt("accepted"),
                row.getInt("counted"),
                refused(row.getString("refused")),
                margins(row),
                row.getLong("bytes_up"),
                row.getLong("bytes_down"),
                row.getObject("bits", Double.class));
    }

    static RoundProgress progress(ResultSet row, Map<String, Integer> refused) throws SQLException {
        return new RoundProgress(
                row.getLong("round"),
                time(row, "opened_at"),
                row.getInt("assigned"),
                row.getInt("accepted"),
                refused,
                row.getLong("bytes_up"));
    }

    private static Map<String, Integer> refused(String json) {
        return ProtocolJson.strict().readValue(json, new TypeReference<TreeMap<String, Integer>>() {});
    }

    private static @Nullable VoteMargins margins(ResultSet row) throws SQLException {
        Double mean = nullableDouble(row, "margin_mean");
        return mean == null
                ? null
                : new VoteMargins(
                        mean,
                        row.getDouble("margin_ties"),
                        row.getDouble("margin_unanimous"),
                        row.getString("margin_histogram") == null
                                ? List.of()
                                : List.of(json(row, "margin_histogram", Double[].class)));
    }

    private static @Nullable ProblemCode code(@Nullable String word) {
        return word == null ? null : ProblemCode.of(word).orElseThrow();
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
