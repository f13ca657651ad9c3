package io.psephos.coordinator;

import io.psephos.coordinator.job.JobView;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.Problem;
import io.psephos.protocol.ProblemCode;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What operators do to jobs and clients. Stages complete exceptionally with
 * {@link io.psephos.coordinator.journal.JournalException} when storage fails; the same call may be made again then.
 */
public interface OperatorCalls {

    /** Takes a job in, in state created. */
    CompletionStage<JobView> create(JobSpec spec, String actor);

    /** Nets and data sets that the spec names and nobody holds here; may block. */
    List<Problem.Violation> lacks(JobSpec spec);

    /** Moves a job; start, pause, resume, stop as the protocol says. */
    CompletionStage<Moved> move(JobId job, Move move, String actor);

    /**
     * Makes a user's parameters version 0 of a job in state created that waits for an upload.
     *
     * @param layout where the job file says another one, it is refused
     */
    CompletionStage<Uploaded> upload(JobId job, ParameterLayout layout, float[] parameters, String actor);

    /** Makes the parameters of an older version the newest one of a job without an open round. */
    CompletionStage<Moved> rollback(JobId job, long version, String actor);

    /** Forgets a job that has ended, but for its audit. */
    CompletionStage<Moved> delete(JobId job, String actor);

    /** Declines all that the client holds open: it left or was quarantined. */
    CompletionStage<Void> withdraw(ClientId client, String reason);

    /** Hears that a client lives that did not before: it joined, or is in quarantine no longer. */
    void arrived(Participant client);

    /** What an operator can do to a job. */
    enum Move {
        START,
        PAUSE,
        RESUME,
        STOP
    }

    /** What came of a move. */
    sealed interface Moved {
        record Done(JobView job) implements Moved {}

        record WrongState(JobView job) implements Moved {}

        /** The job waits for a model to be uploaded. */
        record NoModel(JobView job) implements Moved {}

        /** The version is not kept, or never was. */
        record NoVersion(JobView job, long version) implements Moved {}

        record Unknown() implements Moved {}
    }

    /** What came of an upload. */
    sealed interface Uploaded {
        record Done() implements Uploaded {}

        record Refused(
                ProblemCode code, String detail, @Nullable String value) implements Uploaded {}

        record Unknown() implements Uploaded {}
    }
}
