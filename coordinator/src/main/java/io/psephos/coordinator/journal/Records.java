package io.psephos.coordinator.journal;

import io.psephos.coordinator.event.JobEvent;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The read-only view of jobs for reports: events, metrics, rounds, tallies, the audit. Calls may block. Safe for many
 * threads.
 */
public interface Records {

    /** Whether the client ever had an assignment of the job. */
    boolean everAssigned(JobId job, ClientId client);

    /** Returns the kept versions, oldest first. */
    List<ModelSummary> models(JobId job);

    /** Returns update counts of the job's clients, in the order of their first assignments. */
    List<ClientTally> tallies(JobId job);

    /** Returns the reputation of each client, over all jobs since its enrolment or last restoration. */
    Map<ClientId, Reputation> reputations(Collection<ClientId> clients);

    /** Returns clients with a score below the limit that rests on at least so many verdicts. */
    List<ClientId> disreputable(double below, long leastVerdicts);

    /** Returns events with an id above {@code after}, oldest first; only the newest of each job are kept. */
    List<JobEvent> events(JobId job, long after, int limit);

    /** Returns the id of the job's newest event; 0 before the first. */
    long lastEvent(JobId job);

    /** Returns measurements of the job's published versions, oldest first. */
    List<StoredMetric> metrics(JobId job);

    /** Returns rounds that ended, oldest first. */
    List<StoredRoundSummary> rounds(JobId job);

    /** Returns the progress of the job's open round, if it has one. */
    Optional<RoundProgress> progress(JobId job);

    /** Returns audit lines with an id above {@code after}, oldest first; they outlive jobs and clients. */
    List<AuditEntry> audit(long after, int limit);
}
