package io.psephos.coordinator.journal;

import io.psephos.coordinator.event.JobEvent;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.state.NamedState;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Where facts become durable. Calls may block; none is made on an event loop. Safe for many threads. */
public interface Journal {

    /**
     * Makes the entries durable, all or none, in their order; they concern one job.
     *
     * @throws JournalException when that failed; whether they are durable is unknown then
     */
    void commit(List<JournalEntry> entries);

    /** Every job, oldest first. */
    List<StoredJob> jobs();

    /** The job, if the journal has it. */
    default Optional<StoredJob> job(JobId job) {
        return jobs().stream().filter(stored -> stored.id().equals(job)).findFirst();
    }

    /** The job's round that is neither published nor abandoned, with all that was accepted, in order of acceptance. */
    Optional<StoredRound> openRound(JobId job);

    /** Every update that the job's open round accepted, one after another. */
    default void accepted(JobId job, Consumer<StoredRound.AcceptedFrame> reader) {
        openRound(job).ifPresent(round -> round.accepted().forEach(reader));
    }

    /** An assignment of whatever round. */
    Optional<StoredAssignment> assignment(AssignmentId assignment);

    /** Whether the client ever had an assignment of the job. */
    boolean everAssigned(JobId job, ClientId client);

    /** The parameters of a version; empty when it never was or is kept no longer. */
    Optional<StoredModel> model(JobId job, long version);

    /** Versions that are kept, oldest first. */
    List<ModelSummary> models(JobId job);

    /** Frames of the steps that are kept between the versions, oldest first; a dense step has none. */
    List<byte[]> steps(JobId job, long since, long version);

    /** Names of the artefacts that were published with a version and are kept, ascending. */
    List<String> artefacts(JobId job, long version);

    /** The file of an artefact that was published with a version; empty when there is none. */
    Optional<byte[]> artefact(JobId job, long version, String name);

    /** The files that came beside an update for the job's open round, by name. */
    Map<String, byte[]> uploadedArtefacts(AssignmentId assignment);

    /** What the job remembers besides its newest version; nothing before anything was kept. */
    NamedState state(JobId job);

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
    default Optional<RoundProgress> progress(JobId job) {
        return openRound(job).map(StoredRound::progress);
    }

    /** Lines of the audit with an id above {@code after}, oldest first; they outlive jobs and clients. */
    List<AuditEntry> audit(long after, int limit);
}
