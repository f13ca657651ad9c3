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
 * The calls of clients: offers, updates, reports and artefacts of their assignments. Stages complete exceptionally with
 * {@link io.psephos.coordinator.journal.JournalException} when storage fails; the same call may be made again then.
 */
public interface ClientCalls {

    /** Returns the client's oldest open assignment, else gives it a new one. */
    CompletionStage<OfferOutcome> offer(Participant client, @Nullable JobId only);

    /** Returns the largest frame in bytes that the assignment takes; empty when it is unknown or another client's. */
    CompletionStage<OptionalLong> frameLimit(ClientId client, AssignmentId assignment);

    /** Checks an update and accepts or refuses it. The frame belongs to the coordinator from now on. */
    CompletionStage<Submission> submit(ClientId client, AssignmentId assignment, byte[] frame);

    /** Returns the status of an assignment; empty when it is unknown or another client's. */
    CompletionStage<Optional<Receipt>> fate(ClientId client, AssignmentId assignment);

    /** Gives the assignment back unused; empty when it is unknown or another client's. */
    CompletionStage<Optional<Receipt>> decline(ClientId client, AssignmentId assignment, Declining declining);

    /** Stores the metrics that the client measured of the offered model, replacing those of an earlier report. */
    CompletionStage<Reported> report(ClientId client, AssignmentId assignment, ClientReport report);

    /**
     * Stores an artefact that the client sends beside its update, replacing an earlier one of that name.
     *
     * @param file safetensors
     */
    CompletionStage<Reported> sendArtefact(ClientId client, AssignmentId assignment, String name, byte[] file);

    /**
     * Records in the audit that a call for an assignment was refused before it reached the coordinator; false when the
     * assignment is unknown or another client's.
     */
    CompletionStage<Boolean> noteRefusal(
            ClientId client, AssignmentId assignment, Call call, ProblemCode code, String detail);

    /**
     * Registers a listener that is called, briefly, whenever a job has free slots that it may not have had before; until
     * closed.
     */
    AutoCloseable onFreeSlots(Consumer<FreeSlots> listener);

    /**
     * Registers that a client waits to be told of free slots, so that it keeps its place where clients queue for them;
     * until closed.
     */
    Waiting waits(ClientId client);

    /** A registration of a client that waits. */
    @FunctionalInterface
    interface Waiting extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * The free slots of a job.
     *
     * @param slots how many clients may be given an assignment; {@link Integer#MAX_VALUE} once the job has ended, as all
     *     that wait for it alone should learn of that
     */
    record FreeSlots(JobId job, int slots) {}

    /** The kinds of calls that a client makes for an assignment. */
    enum Call {
        UPDATE,
        METRICS,
        ARTEFACT
    }

    /**
     * The reason why a client gives an assignment back.
     *
     * @param reason text for operators
     * @param lostMemory whether the client has lost the state that it kept for the job
     */
    record Declining(String reason, boolean lostMemory) {

        /** Any other reason than lost state. */
        public static Declining because(String reason) {
            return new Declining(reason, false);
        }
    }

    /** The result of asking for an offer. */
    sealed interface OfferOutcome {
        record Offered(Offer offer) implements OfferOutcome {}

        /** No offer at the moment; {@code retryAfter} says when to ask again. */
        record NothingNow(Duration retryAfter) implements OfferOutcome {}

        /** The named job is unknown or not for this client's group. */
        record Unknown() implements OfferOutcome {}

        /** The client's capabilities rule the named job out. */
        record Incapable(String detail) implements OfferOutcome {}

        /** The named job is finished, stopped or failed. */
        record Ended() implements OfferOutcome {}
    }

    /** The result of sending metrics or an artefact. */
    sealed interface Reported {
        record Kept() implements Reported {}

        record Refused(
                ProblemCode code, String detail, @Nullable String value) implements Reported {}

        /** No such assignment of this client. */
        record Unknown() implements Reported {}
    }

    /** The result of sending an update. */
    sealed interface Submission {
        record Accepted(Receipt receipt) implements Submission {}

        record AlreadyAccepted(Receipt receipt) implements Submission {}

        record Refused(
                ProblemCode code, String detail, @Nullable String value) implements Submission {}

        /** No such assignment of this client. */
        record Unknown() implements Submission {}
    }
}
