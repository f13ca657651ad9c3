package io.psephos.coordinator;

import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.job.JobView;
import io.psephos.coordinator.job.Standing;
import io.psephos.coordinator.jobfile.Notes;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The read access to jobs and their models; changes nothing but download counters. */
public interface ReaderCalls {

    Optional<JobView> job(JobId job);

    /** Returns every job, oldest first. */
    List<JobView> jobs();

    /** Returns what is worth saying of a job that was created: its file is allowed, and may not be meant. */
    List<Notes.Note> notes(JobView job);

    /** Returns the parameters of a version, {@code -1} for the latest; blocks on storage for older ones. */
    Optional<StoredModel> model(JobId job, long version);

    /**
     * Returns the compressed steps from one version to another, with the digest of the result; empty where a step is
     * dense or no longer kept. Blocks on storage.
     */
    Optional<byte[]> delta(JobId job, long since, long version);

    /** Returns the delta where it is the smaller download, else empty. */
    default Optional<byte[]> smallerDelta(JobId job, long since, long version) {
        return delta(job, since, version)
                .filter(bytes -> model(job, version)
                        .filter(model -> bytes.length < model.fileBytes())
                        .isPresent());
    }

    /**
     * Returns the file of an artefact that was published with a version; empty when there is none. Blocks on storage.
     */
    Optional<byte[]> artefact(JobId job, long version, String name);

    /** Returns statistics of a job's clients, in the order of their first assignments; none for an unknown job. */
    CompletionStage<List<Standing>> standings(JobId job);

    /** Counts bytes of a model, or of an artefact beside it, that a client of the job downloaded. */
    void countDownload(JobId job, long bytes);

    /** Whether the client has or had an assignment of the job; may block on storage. */
    boolean everAssigned(JobId job, ClientId client);

    /** Whether the job exists and its groups or roster include the client. */
    boolean sees(Participant client, JobId job);

    /**
     * Registers a listener that is called, briefly, for every committed event of any job, in order per job; until
     * closed.
     */
    AutoCloseable onEvents(Consumer<JobEvent> listener);
}
