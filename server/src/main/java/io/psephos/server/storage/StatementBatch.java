package io.psephos.server.storage;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.JdbcUpdateAffectedIncorrectNumberOfRowsException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A batched writer of one commit's SQL statements. Statements that concern single assignments or only append are sent
 * in batches by kind; {@link #exactlyOne} and {@link #all} send pending batches first.
 */
final class StatementBatch {

    /** Statements that are batched, in the order in which batches are sent; each must touch one row. */
    enum Statement {
        GIVE("""
                insert into assignments (id, job, round, seat, client, model_version, given_at, fate, code, digest)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""),
        ACCEPT("""
                update assignments set fate = 'accepted', digest = ?, decided_at = ?, round = ?,
                    seat = case when seat < 0 then null else seat end
                where id = ? and job = ? and fate = 'open' and exists (
                    select 1 from rounds where rounds.job = ? and rounds.round = ?
                        and rounds.state = 'open' and rounds.frozen_at is null)"""),
        REFUSE("""
                update assignments set fate = ?, code = ?, digest = ?, decided_at = ?, round = ?,
                    seat = case when seat < 0 then null else seat end
                where id = ? and job = ? and fate = 'open'"""),
        DECLINE("""
                update assignments set fate = 'declined', reason = ?, decided_at = ?, round = ?,
                    seat = case when seat < 0 then null else seat end
                where id = ? and job = ? and fate = 'open'"""),
        EXPIRE("""
                update assignments set fate = 'expired', decided_at = ?, round = ?, seat = null
                where id = ? and job = ? and fate = 'open' and seat < 0"""),
        COUNT_REFUSAL("update assignments set refusals = ? where id = ? and job = ?"),
        KEEP_FRAME("insert into update_frames (assignment, job, frame, frame_place, bytes) values (?, ?, ?, ?, ?)"),
        MEASURE("insert into metrics (job, round, version, name, measure, source) values (?, ?, ?, ?, ?, ?)"),
        TELL("""
                insert into events (job, id, happened_at, kind, round, version, client, assignment, code, measure)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""),
        AUDIT("""
                insert into audit (job, happened_at, actor, action, client, assignment, detail)
                values (?, ?, ?, ?, ?, ?, ?)""");

        private final String sql;

        Statement(String sql) {
            this.sql = sql;
        }
    }

    private final JdbcTemplate jdbc;
    private final Map<Statement, List<@Nullable Object[]>> waiting = new EnumMap<>(Statement.class);

    StatementBatch(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    void add(Statement statement, @Nullable Object... values) {
        waiting.computeIfAbsent(statement, any -> new ArrayList<>()).add(values);
    }

    void exactlyOne(String sql, @Nullable Object... values) {
        send();
        requireOne(sql, jdbc.update(sql, values));
    }

    void all(String sql, @Nullable Object... values) {
        send();
        jdbc.update(sql, values);
    }

    /** Returns the only column of a query, which sees what was sent. */
    List<String> texts(String sql, Object... values) {
        return jdbc.query(sql, (row, number) -> row.getString(1), values);
    }

    void send() {
        waiting.forEach((statement, rows) -> {
            for (int touched : jdbc.batchUpdate(statement.sql, rows)) {
                requireOne(statement.sql, touched);
            }
        });
        waiting.clear();
    }

    private static void requireOne(String sql, int touched) {
        if (touched != 1) {
            throw new JdbcUpdateAffectedIncorrectNumberOfRowsException(sql, 1, touched);
        }
    }
}
