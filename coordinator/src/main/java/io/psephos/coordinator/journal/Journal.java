package io.psephos.coordinator.journal;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.state.NamedState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a job's writer commits, and reads back after a crash. Calls may block; none is made on an event loop. Safe for many
 * threads.
 */
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

    /** The parameters of a version; empty when it never was or is kept no longer. */
    Optional<StoredModel> model(JobId job, long version);

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

    /** The id of the job's newest event; 0 before the first. */
    long lastEvent(JobId job);
}
