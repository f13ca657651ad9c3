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
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables of jobs' named state and of artefacts; every call must be in a transaction. */
final class StateTables {
    private final JdbcTemplate template;
    private final JdbcClient jdbc;

    StateTables(JdbcTemplate template) {
        this.template = template;
        this.jdbc = JdbcClient.create(template);
    }

    /** @param changes pieces by name; one without bytes is deleted */
    void keep(JobId job, Map<String, byte[]> changes) {
        List<Object[]> gone = new ArrayList<>();
        List<Object[]> kept = new ArrayList<>();
        new TreeMap<>(changes).forEach((name, body) -> {
            gone.add(new Object[] {job.value(), name});
            if (body.length > 0) {
                kept.add(new Object[] {job.value(), name, body});
            }
        });
        template.batchUpdate("delete from job_state where job = ? and name = ?", gone);
        template.batchUpdate("insert into job_state (job, name, body) values (?, ?, ?)", kept);
    }

    NamedState state(JobId job) {
        Map<String, byte[]> pieces = new HashMap<>();
        jdbc.sql("select name, body from job_state where job = ?")
                .param(job.value())
                .query(row -> {
                    pieces.put(row.getString("name"), row.getBytes("body"));
                });
        return NamedState.of(pieces);
    }

    List<String> artefacts(JobId job, long version) {
        return jdbc.sql("select name from artefacts where job = ? and version = ? order by name")
                .params(job.value(), version)
                .query((row, number) -> row.getString("name"))
                .list();
    }

    Optional<byte[]> artefact(JobId job, long version, String name) {
        return jdbc.sql("select body from artefacts where job = ? and version = ? and name = ?")
                .params(job.value(), version, name)
                .query((row, number) -> row.getBytes("body"))
                .optional();
    }

    Map<String, byte[]> uploaded(AssignmentId assignment) {
        Map<String, byte[]> files = new TreeMap<>();
        jdbc.sql("select name, body from uploaded_artefacts where assignment = ?")
                .param(assignment.value())
                .query(row -> {
                    files.put(row.getString("name"), row.getBytes("body"));
                });
        return files;
    }
}
