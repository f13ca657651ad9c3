package io.psephos.server.storage;

import io.psephos.coordinator.journal.JournalException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The comparison of segment files with the rows that speak of them, when a database is opened. Files and bytes that no row
 * speaks of, as a crash leaves them, are deleted, and frames of updates that were not accepted. An accepted update whose
 * frame is damaged or missing cannot be counted any more: it is discarded, which its client and the audit learn, and the
 * rest of its round goes on.
 */
final class SegmentSweep {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentSweep.class);
    private static final String PLACES = """
            select frame_place from update_frames where frame_place is not null
            union all select parameters_place from models where parameters_place is not null
            union all select step_place from models where step_place is not null
            union all select body_place from job_state where body_place is not null
            union all select body_place from artefacts where body_place is not null
            union all select body_place from uploaded_artefacts where body_place is not null""";

    private final Database database;
    private final JdbcTemplate jdbc;
    private final SegmentFiles files;

    SegmentSweep(Database database, SegmentFiles files) {
        this.database = database;
        this.jdbc = database.jdbc();
        this.files = files;
    }

    void run() {
        Map<String, Long> ends = new HashMap<>();
        database.read(() -> jdbc.query(PLACES, (row, number) -> row.getString(1))).stream()
                .map(Place::parse)
                .forEach(place -> ends.merge(place.segment(), place.end(), Math::max));
        files.keepOnly(ends);
        List<Lost> lost = new ArrayList<>(withoutFrame());
        frames().stream().filter(this::isDamaged).forEach(frame -> lost.add(frame.lost()));
        if (!lost.isEmpty()) {
            discard(lost);
        }
        database.write(() -> jdbc.update("""
                delete from update_frames where not exists (
                    select 1 from assignments where id = update_frames.assignment and fate = 'accepted')"""));
    }

    /** An accepted update that cannot be counted. */
    private record Lost(String job, String assignment, String reason) {}

    private record Frame(String job, String assignment, Place place) {
        Lost lost() {
            return new Lost(job, assignment, "its bytes on disk are damaged");
        }
    }

    /** Half a commit, as a kill could leave it, whose caller was never answered. */
    private List<Lost> withoutFrame() {
        return database.read(() -> jdbc.query("""
                select assignments.job, assignments.id from assignments
                join rounds on rounds.job = assignments.job and rounds.round = assignments.round
                where rounds.state = 'open' and assignments.fate = 'accepted' and not exists (
                    select 1 from update_frames where assignment = assignments.id)""", (row, number) -> {
            Lost half = new Lost(row.getString("job"), row.getString("id"), "its commit is not on disk as a whole");
            LOG.error("The update of assignment {} of job {} is discarded: {}", half.assignment, half.job, half.reason);
            return half;
        }));
    }

    private List<Frame> frames() {
        return database.read(() -> jdbc.query(
                "select job, assignment, frame_place from update_frames where frame_place is not null order by position",
                (row, number) -> new Frame(
                        row.getString("job"), row.getString("assignment"), Place.parse(row.getString("frame_place")))));
    }

    private boolean isDamaged(Frame frame) {
        try {
            files.read(frame.place());
            return false;
        } catch (JournalException e) {
            LOG.error(
                    "The accepted update of assignment {} of job {} is lost and discarded: {}",
                    frame.assignment(),
                    frame.job(),
                    e.getMessage());
            return true;
        }
    }

    private void discard(List<Lost> lost) {
        List<Object[]> assignments = new ArrayList<>();
        List<Object[]> lines = new ArrayList<>();
        for (Lost update : lost) {
            assignments.add(new Object[] {update.assignment()});
            lines.add(new Object[] {update.job(), Columns.time(Instant.now()), update.assignment(), update.reason()});
        }
        database.write(() -> {
            jdbc.batchUpdate("update assignments set fate = 'discarded' where id = ?", assignments);
            jdbc.batchUpdate("delete from update_frames where assignment = ?", assignments);
            return jdbc.batchUpdate("""
                    insert into audit (job, happened_at, actor, action, assignment, detail)
                    values (?, ?, 'server', 'update-lost', ?, ?)""", lines);
        });
    }
}
