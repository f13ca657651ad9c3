package io.psephos.server.storage;

import io.psephos.coordinator.journal.ClientTally;
import io.psephos.coordinator.journal.Reputation;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables of update counts and reputations; every call must be in a transaction. */
final class ScoreTables {
    private static final String ACCEPTED = "code is null and fate in ('accepted', 'counted', 'discarded')";
    private static final String SUMS = """
            sum(accepted) as accepted, sum(refused) as refused, sum(malformed) as malformed,
            sum(disagreed) as disagreed""";

    private final JdbcTemplate template;
    private final JdbcClient jdbc;

    ScoreTables(JdbcTemplate template) {
        this.template = template;
        this.jdbc = JdbcClient.create(template);
    }

    /**
     * Adds to reputations. Only the job's writer changes a job's rows, except for restorations, which reset them.
     * Clients that left get none; the first row of each locks the client, so that it cannot leave in between.
     */
    void credit(JobId job, Map<ClientId, Reputation> more) {
        List<Map.Entry<ClientId, Reputation>> entries = List.copyOf(new TreeMap<>(more).entrySet());
        int[] touched = template.batchUpdate(
                """
                update reputations set accepted = accepted + ?, refused = refused + ?, malformed = malformed + ?,
                    disagreed = disagreed + ?
                where client = ? and job = ?""",
                entries.stream()
                        .map(entry -> values(entry, entry.getKey().value(), job.value()))
                        .toList());
        List<Object[]> fresh = new ArrayList<>();
        for (int i = 0; i < touched.length; i++) {
            if (touched[i] == 0) {
                fresh.add(values(
                        entries.get(i), job.value(), entries.get(i).getKey().value()));
            }
        }
        template.batchUpdate("""
                insert into reputations (accepted, refused, malformed, disagreed, client, job)
                select cast(? as bigint), cast(? as bigint), cast(? as bigint), cast(? as double precision), id,
                    cast(? as varchar)
                from clients where id = ? and state <> 'left' for update""", fresh);
    }

    private static Object[] values(Map.Entry<ClientId, Reputation> entry, String next, String last) {
        Reputation one = entry.getValue();
        return new Object[] {one.accepted(), one.refused(), one.malformed(), one.disagreed(), next, last};
    }

    Map<ClientId, Reputation> reputations(Collection<ClientId> clients) {
        Map<ClientId, Reputation> known = new HashMap<>();
        clients.forEach(client -> known.put(client, Reputation.NONE));
        if (!known.isEmpty()) {
            jdbc.sql("select client, " + SUMS + " from reputations where client in (:clients) group by client")
                    .param("clients", clients.stream().map(ClientId::value).toList())
                    .query(row -> {
                        known.put(new ClientId(row.getString("client")), reputation(row));
                    });
        }
        return known;
    }

    List<ClientId> disreputable(double below, long leastVerdicts) {
        List<ClientId> clients = new ArrayList<>();
        jdbc.sql("select client, " + SUMS + """
                         from reputations group by client
                        having sum(accepted) + sum(refused) + sum(malformed) >= ? order by client""").param(leastVerdicts).query(row -> {
            if (reputation(row).score() < below) {
                clients.add(new ClientId(row.getString("client")));
            }
        });
        return clients;
    }

    List<ClientTally> tallies(JobId job) {
        Map<String, Map<String, Integer>> refused = refusals(job);
        Map<String, Long> staleness = staleness(job);
        return jdbc.sql("select client, sum(case when " + ACCEPTED + " then 1 else 0 end) as accepted"
                        + " from assignments where job = ? group by client order by min(position)")
                .param(job.value())
                .query((row, number) -> new ClientTally(
                        new ClientId(row.getString("client")),
                        row.getLong("accepted"),
                        refused.getOrDefault(row.getString("client"), Map.of()),
                        staleness.get(row.getString("client"))))
                .list();
    }

    private Map<String, Map<String, Integer>> refusals(JobId job) {
        Map<String, Map<String, Integer>> refused = new HashMap<>();
        jdbc.sql("""
                        select client, code, count(*) as times from assignments
                        where job = ? and code is not null group by client, code""").param(job.value()).query(row -> {
            refused.computeIfAbsent(row.getString("client"), any -> new TreeMap<>())
                    .put(row.getString("code"), row.getInt("times"));
        });
        return refused;
    }

    /** Returns for each client the staleness of its last accepted update, in versions. */
    private Map<String, Long> staleness(JobId job) {
        Map<String, Long> staleness = new HashMap<>();
        jdbc.sql("""
                        select a.client, r.model_version - a.model_version as staleness
                        from assignments a join rounds r on r.job = a.job and r.round = a.round
                        where a.job = ? and a.position in (
                            select max(position) from assignments where job = ? and """ + " " + ACCEPTED + " group by client)")
                .params(job.value(), job.value())
                .query(row -> {
                    staleness.put(row.getString("client"), row.getLong("staleness"));
                });
        return staleness;
    }

    private static Reputation reputation(ResultSet row) throws SQLException {
        return new Reputation(
                row.getLong("accepted"), row.getLong("refused"), row.getLong("malformed"), row.getDouble("disagreed"));
    }
}
