package io.psephos.coordinator;

import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.job.JobView;
import io.psephos.coordinator.job.Standing;
import io.psephos.coordinator.journal.ClientReport;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.Problem;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Receipt;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs jobs: gives assignments, takes updates, closes rounds, publishes versions. Stages complete exceptionally with
 * {@link io.psephos.coordinator.journal.JournalException} when storage fails; the same call may be made again then.
 */
public interface Coordinator {

    /** Takes a job in, in state created. */
    CompletionStage<JobView> create(JobSpec spec, String actor);

    Optional<JobView> job(JobId job);

    /** Nets and data sets that the spec names and nobody holds here; may block. */
    List<Problem.Violation> lacks(JobSpec spec);

    /** Every job, oldest first. */
    List<JobView> jobs();

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

    /** An assignment for the client: its oldest open one, else a new one. */
    CompletionStage<OfferOutcome> offer(Participant client, @Nullable JobId only);

    /** Largest frame in bytes that the assignment takes; empty when it is unknown or another client's. */
    CompletionStage<OptionalLong> frameLimit(ClientId client, AssignmentId assignment);

    /** Judges an update. The frame belongs to the coordinator from now on. */
    CompletionStage<Submission> submit(ClientId client, AssignmentId assignment, byte[] frame);

    /** What became of an assignment; empty when it is unknown or another client's. */
    CompletionStage<Optional<Receipt>> fate(ClientId client, AssignmentId assignment);

    /** Gives the seat back; empty when the assignment is unknown or another client's. */
    CompletionStage<Optional<Receipt>> decline(ClientId client, AssignmentId assignment, Declining declining);

    /** Takes what the client measured of the offered model, in place of what it told before. */
    CompletionStage<Reported> report(ClientId client, AssignmentId assignment, ClientReport report);

    /**
     * Keeps for the audit that a call for an assignment was refused before it came here; false when the assignment is
     * unknown or another client's.
     */
    CompletionStage<Boolean> noteRefusal(
            ClientId client, AssignmentId assignment, Call call, ProblemCode code, String detail);

    /** Declines all that the client holds open: it left or was quarantined. */
    CompletionStage<Void> withdraw(ClientId client, String reason);

    /** Hears that a client lives that did not before: it joined, or is in quarantine no longer. */
    void arrived(Participant client);

    /** The parameters of a version, {@code -1} for the latest; blocks on storage for older ones. */
    Optional<StoredModel> model(JobId job, long version);

    /**
     * The steps from one version to another with the digest of where they lead; empty where one is dense or kept no
     * longer. Blocks on storage.
     */
    Optional<byte[]> delta(JobId job, long since, long version);

    /** The delta where it is the smaller download; empty where the whole file is the way to the version. */
    default Optional<byte[]> smallerDelta(JobId job, long since, long version) {
        return delta(job, since, version)
                .filter(bytes -> model(job, version)
                        .filter(model -> bytes.length < model.fileBytes())
                        .isPresent());
    }

    /** How the clients of a job do, in the order of their first assignments; none for a job that is unknown. */
    CompletionStage<List<Standing>> standings(JobId job);

    /** Counts bytes of a model that a client of the job was sent. */
    void countDownload(JobId job, long bytes);

    /** Whether the client has or had an assignment of the job; may block on storage. */
    boolean everAssigned(JobId job, ClientId client);

    /** Whether the job exists and its groups or roster hold the client. */
    boolean sees(Participant client, JobId job);

    /** Calls back, briefly, whenever a job may have a seat to give; until closed. */
    AutoCloseable onSeats(Consumer<JobId> listener);

    /** Calls back, briefly, for every committed event of any job, in order per job; until closed. */
    AutoCloseable onEvents(Consumer<JobEvent> listener);

    /** What a client sends for an assignment. */
    enum Call {
        UPDATE,
        METRICS
    }

    /**
     * Why a client gives its seat back.
     *
     * @param reason for people
     * @param lostMemory whether it has lost what it remembered of the job
     */
    record Declining(String reason, boolean lostMemory) {

        /** For any other reason. */
        public static Declining because(String reason) {
            return new Declining(reason, false);
        }
    }

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

    /** What came of asking for an offer. */
    sealed interface OfferOutcome {
        record Offered(io.psephos.protocol.Offer offer) implements OfferOutcome {}

        /** Nothing now; {@code retryAfter} paces those who ask. */
        record NothingNow(java.time.Duration retryAfter) implements OfferOutcome {}

        /** The named job is unknown or not for this client's group. */
        record Unknown() implements OfferOutcome {}

        /** The client's capabilities rule the named job out. */
        record Incapable(String detail) implements OfferOutcome {}

        /** The named job is finished, stopped or failed. */
        record Ended() implements OfferOutcome {}
    }

    /** What came of a report. */
    sealed interface Reported {
        record Kept() implements Reported {}

        record Refused(
                ProblemCode code, String detail, @Nullable String value) implements Reported {}

        /** No such assignment of this client. */
        record Unknown() implements Reported {}
    }

    /** What came of an update. */
    sealed interface Submission {
        record Accepted(Receipt receipt) implements Submission {}

        record AlreadyAccepted(Receipt receipt) implements Submission {}

        record Refused(
                ProblemCode code, String detail, @Nullable String value) implements Submission {}

        /** No such assignment of this client. */
        record Unknown() implements Submission {}
    }
}
