package io.psephos.coordinator;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Receipt;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What clients call for their assignments. Stages complete exceptionally with
 * {@link io.psephos.coordinator.journal.JournalException} when storage fails; the same call may be made again then.
 */
public interface ClientCalls {

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
     * Takes what the client sends beside its update, in place of what it sent under that name before.
     *
     * @param file safetensors
     */
    CompletionStage<Reported> sendArtefact(ClientId client, AssignmentId assignment, String name, byte[] file);

    /**
     * Keeps for the audit that a call for an assignment was refused before it came here; false when the assignment is
     * unknown or another client's.
     */
    CompletionStage<Boolean> noteRefusal(
            ClientId client, AssignmentId assignment, Call call, ProblemCode code, String detail);

    /** Calls back, briefly, whenever a job may have a seat to give; until closed. */
    AutoCloseable onFreeSlots(Consumer<JobId> listener);

    /** What a client sends for an assignment. */
    enum Call {
        UPDATE,
        METRICS,
        ARTEFACT
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

    /** What came of asking for an offer. */
    sealed interface OfferOutcome {
        record Offered(Offer offer) implements OfferOutcome {}

        /** Nothing now; {@code retryAfter} paces those who ask. */
        record NothingNow(Duration retryAfter) implements OfferOutcome {}

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
