package io.psephos.coordinator.journal;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.Filter;
import io.psephos.protocol.JobId;
import io.psephos.protocol.state.NamedState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The durable store of jobs: commits of a job's writer, and what it reads back after a crash. Calls may block; none is
 * made on an event loop. Safe for many threads.
 */
public interface Journal {
    /** Newest versions of a job that are kept besides version 0. */
    int KEPT_VERSIONS = Filter.COMPARED_VERSIONS + 1;

    /** Newest events of a job that are kept, where the configuration says nothing else. */
    int KEPT_EVENTS = 100_000;

    /** Whether what was committed outlives this process, so that a digest of each frame is written. */
    default boolean isDurable() {
        return true;
    }

    /**
     * Commits entries of one job durably and in order, all or none.
     *
     * @throws JournalException when the commit failed; whether the entries are durable is unknown then
     */
    void commit(List<JournalEntry> entries);

    /** Returns every job, oldest first. */
    List<StoredJob> jobs();

    /** Returns the job, if the journal has it. */
    default Optional<StoredJob> job(JobId job) {
        return jobs().stream().filter(stored -> stored.id().equals(job)).findFirst();
    }

    /** Returns the job's round that is neither published nor abandoned. */
    Optional<StoredRound> openRound(JobId job);

    /**
     * Passes every update that the job's open round accepted to the reader, one after another in the order of
     * acceptance.
     */
    void accepted(JobId job, Consumer<StoredRound.AcceptedFrame> reader);

    /** Returns an assignment of any round. */
    Optional<StoredAssignment> assignment(AssignmentId assignment);

    /** Returns the parameters of a version; empty when it never existed or is no longer kept. */
    Optional<StoredModel> model(JobId job, long version);

    /** Returns the frames of the kept steps between two versions, oldest first; a dense step has none. */
    List<byte[]> steps(JobId job, long since, long version);

    /** Returns the names of the kept artefacts that were published with a version, ascending. */
    List<String> artefacts(JobId job, long version);

    /** Returns the file of an artefact that was published with a version; empty when there is none. */
    Optional<byte[]> artefact(JobId job, long version, String name);

    /** Returns the artefact files that clients sent beside an update of the job's open round, by name. */
    Map<String, byte[]> uploadedArtefacts(AssignmentId assignment);

    /**
     * Returns the job's named state, such as optimizer moments, that belongs to its newest version; empty before any
     * was stored.
     */
    NamedState state(JobId job);

    /** Returns one piece of the job's named state; empty when there is none of the name. */
    default Optional<byte[]> piece(JobId job, String name) {
        return state(job).bytes(name);
    }

    /** Returns the id of the job's newest event; 0 before the first. */
    long lastEvent(JobId job);
}
