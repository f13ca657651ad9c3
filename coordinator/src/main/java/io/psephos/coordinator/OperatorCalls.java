package io.psephos.coordinator;

import io.psephos.coordinator.job.JobView;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Problem;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.model.ForeignModel;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The calls of operators: jobs, their models, and the clients that take part. Stages complete exceptionally with {@link
 * io.psephos.coordinator.journal.JournalException} when storage fails; the same call may be made again then.
 */
public interface OperatorCalls {

    /** Creates a job, in state {@code created}. */
    CompletionStage<JobView> create(JobSpec spec, String actor);

    /** Returns violations for the nets and data sets that the spec names and this server does not hold; may block. */
    List<Problem.Violation> lacks(JobSpec spec);

    /** Changes the state of a job: start, pause, resume or stop, as the protocol says. */
    CompletionStage<Moved> move(JobId job, Move move, String actor);

    /**
     * Stores a user's model as version 0 of a job in state {@code created} that waits for an upload.
     *
     * @param model where the job file says another layout, it is refused
     */
    CompletionStage<Uploaded> upload(JobId job, ForeignModel model, String actor);

    /** Makes the parameters of an older version the newest one of a job without an open round. */
    CompletionStage<Moved> rollback(JobId job, long version, String actor);

    /** Deletes a job that has ended, all but its audit. */
    CompletionStage<Moved> delete(JobId job, String actor);

    /** Declines all open assignments of a client that left or was quarantined. */
    CompletionStage<Void> withdraw(ClientId client, String reason);

    /** Tells jobs that a client became available: it enrolled, or is in quarantine no longer. */
    void arrived(Participant client);

    /** The state changes that an operator can ask for. */
    enum Move {
        START,
        PAUSE,
        RESUME,
        STOP
    }

    /** The result of a state change, a rollback or a deletion. */
    sealed interface Moved {
        record Done(JobView job) implements Moved {}

        record WrongState(JobView job) implements Moved {}

        /** The job waits for a model to be uploaded. */
        record NoModel(JobView job) implements Moved {}

        /** The version is no longer kept, or never existed. */
        record NoVersion(JobView job, long version) implements Moved {}

        record Unknown() implements Moved {}
    }

    /** The result of a model upload. */
    sealed interface Uploaded {
        record Done() implements Uploaded {}

        record Refused(
                ProblemCode code, String detail, @Nullable String value) implements Uploaded {}

        record Unknown() implements Uploaded {}
    }
}
