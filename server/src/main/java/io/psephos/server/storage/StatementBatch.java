package io.psephos.server.storage;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.JdbcUpdateAffectedIncorrectNumberOfRowsException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The lines of one commit on their way to the database. Lines that concern single assignments or only append wait for
 * others of their kind and go as one batch; {@link #exactlyOne} and {@link #all} send what waits first.
 */
final class Books {

    /** Lines that travel in batches, in the order in which their batches are sent; each must touch one row. */
    enum Line {
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
        KEEP_FRAME("insert into update_frames (assignment, job, frame) values (?, ?, ?)"),
        MEASURE("insert into metrics (job, round, version, name, measure, source) values (?, ?, ?, ?, ?, ?)"),
        TELL("""
                insert into events (job, id, happened_at, kind, round, version, client, assignment, code, measure)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""),
        AUDIT("""
                insert into audit (job, happened_at, actor, action, client, assignment, detail)
                values (?, ?, ?, ?, ?, ?, ?)""");

        private final String sql;

        Line(String sql) {
            this.sql = sql;
        }
    }

    private final JdbcTemplate jdbc;
    private final Map<Line, List<@Nullable Object[]>> waiting = new EnumMap<>(Line.class);

    Books(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    void line(Line line, @Nullable Object... values) {
        waiting.computeIfAbsent(line, any -> new ArrayList<>()).add(values);
    }

    void exactlyOne(String sql, @Nullable Object... values) {
        send();
        requireOne(sql, jdbc.update(sql, values));
    }

    void all(String sql, @Nullable Object... values) {
        send();
        jdbc.update(sql, values);
    }

    void send() {
        waiting.forEach((line, rows) -> {
            for (int touched : jdbc.batchUpdate(line.sql, rows)) {
                requireOne(line.sql, touched);
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
