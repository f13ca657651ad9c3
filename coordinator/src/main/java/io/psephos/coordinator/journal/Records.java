package io.psephos.coordinator.journal;

import io.psephos.coordinator.event.JobEvent;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What those read who only watch: events, metrics, rounds, tallies, the audit. Calls may block. Safe for many threads. */
public interface Records {

    /** Whether the client ever had an assignment of the job. */
    boolean everAssigned(JobId job, ClientId client);

    /** Versions that are kept, oldest first. */
    List<ModelSummary> models(JobId job);

    /** What became of the updates of the job's clients, in the order of their first assignments. */
    List<ClientTally> tallies(JobId job);

    /** What is known of each of the clients, over all jobs since the last restoration. */
    Map<ClientId, Reputation> reputations(Collection<ClientId> clients);

    /** Clients with at least so many verdicts whose score is below. */
    List<ClientId> disreputable(double below, long leastVerdicts);

    /** Events with an id above {@code after}, oldest first; of each job only so many of the newest are kept. */
    List<JobEvent> events(JobId job, long after, int limit);

    /** The id of the job's newest event; 0 before the first. */
    long lastEvent(JobId job);

    /** Measurements of the job's published versions, oldest first. */
    List<StoredMetric> metrics(JobId job);

    /** Rounds that ended, oldest first. */
    List<StoredRoundSummary> rounds(JobId job);

    /** How far the job's open round has come, where it has one. */
    Optional<RoundProgress> progress(JobId job);

    /** Lines of the audit with an id above {@code after}, oldest first; they outlive jobs and clients. */
    List<AuditEntry> audit(long after, int limit);
}
