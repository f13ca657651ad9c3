package io.psephos.server.storage;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.state.NamedState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables of jobs' named state and of artefacts; every call must be in a transaction. */
final class StateTables {
    private final JdbcTemplate template;
    private final JdbcClient jdbc;
    private final LargeValues values;

    StateTables(JdbcTemplate template, LargeValues values) {
        this.template = template;
        this.jdbc = JdbcClient.create(template);
        this.values = values;
    }

    /** @param changes pieces by name; one without bytes is deleted */
    void keep(JobId job, Map<String, byte[]> changes, LargeValues.Commit commit) {
        List<Object[]> gone = new ArrayList<>();
        List<@Nullable Object[]> kept = new ArrayList<>();
        new TreeMap<>(changes).forEach((name, body) -> {
            gone.add(new Object[] {job.value(), name});
            if (body.length > 0) {
                LargeValues.Kept piece = commit.keep(job, body);
                kept.add(new @Nullable Object[] {job.value(), name, piece.bytes(), piece.place()});
            }
        });
        places(job).forEach((name, place) -> {
            if (changes.containsKey(name)) {
                commit.drop(List.of(place));
            }
        });
        template.batchUpdate("delete from job_state where job = ? and name = ?", gone);
        template.batchUpdate("insert into job_state (job, name, body, body_place) values (?, ?, ?, ?)", kept);
    }

    private Map<String, String> places(JobId job) {
        Map<String, String> places = new HashMap<>();
        jdbc.sql("select name, body_place from job_state where job = ? and body_place is not null")
                .param(job.value())
                .query(row -> {
                    places.put(row.getString("name"), row.getString("body_place"));
                });
        return places;
    }

    NamedState state(JobId job) {
        Map<String, byte[]> pieces = new HashMap<>();
        jdbc.sql("select name, body, body_place from job_state where job = ?")
                .param(job.value())
                .query(row -> {
                    pieces.put(row.getString("name"), values.read(row, "body"));
                });
        return NamedState.of(pieces);
    }

    Optional<byte[]> piece(JobId job, String name) {
        return jdbc.sql("select body, body_place from job_state where job = ? and name = ?")
                .params(job.value(), name)
                .query((row, number) -> values.read(row, "body"))
                .optional();
    }

    List<String> artefacts(JobId job, long version) {
        return jdbc.sql("select name from artefacts where job = ? and version = ? order by name")
                .params(job.value(), version)
                .query((row, number) -> row.getString("name"))
                .list();
    }

    Optional<byte[]> artefact(JobId job, long version, String name) {
        return jdbc.sql("select body, body_place from artefacts where job = ? and version = ? and name = ?")
                .params(job.value(), version, name)
                .query((row, number) -> values.read(row, "body"))
                .optional();
    }

    Map<String, byte[]> uploaded(AssignmentId assignment) {
        Map<String, byte[]> files = new TreeMap<>();
        jdbc.sql("select name, body, body_place from uploaded_artefacts where assignment = ?")
                .param(assignment.value())
                .query(row -> {
                    files.put(row.getString("name"), values.read(row, "body"));
                });
        return files;
    }
}
