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
 * speaks of, as a crash leaves them, are deleted. An accepted update whose frame is damaged cannot be counted any more: it
 * is discarded, which its client and the audit learn, and the rest of its round goes on.
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
        List<Frame> damaged = frames().stream().filter(this::isDamaged).toList();
        if (!damaged.isEmpty()) {
            discard(damaged);
        }
    }

    private record Frame(String job, String assignment, Place place) {}

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

    private void discard(List<Frame> damaged) {
        List<Object[]> assignments = new ArrayList<>();
        List<Object[]> lines = new ArrayList<>();
        for (Frame frame : damaged) {
            assignments.add(new Object[] {frame.assignment()});
            lines.add(new Object[] {frame.job(), Columns.time(Instant.now()), frame.assignment()});
        }
        database.write(() -> {
            jdbc.batchUpdate("update assignments set fate = 'discarded' where id = ?", assignments);
            jdbc.batchUpdate("delete from update_frames where assignment = ?", assignments);
            return jdbc.batchUpdate("""
                    insert into audit (job, happened_at, actor, action, assignment, detail)
                    values (?, ?, 'server', 'update-lost', ?, 'its bytes on disk are damaged')""", lines);
        });
    }
}
