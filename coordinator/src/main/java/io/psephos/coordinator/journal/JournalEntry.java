package io.psephos.coordinator.journal;

import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.job.JobState;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.ProblemCode;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One fact about one job, as it is made durable. */
public sealed interface JournalEntry {

    JobId job();

    /** A job stands in the books, in state created, at version 0. */
    record JobCreated(StoredJob stored) implements JournalEntry {
        @Override
        public JobId job() {
            return stored.id();
        }
    }

    /** The job's state changed. */
    record JobMoved(JobId job, JobState state, @Nullable String reason) implements JournalEntry {}

    /** Round {@code round} collects updates from version {@code modelVersion}. */
    record RoundOpened(JobId job, long round, long modelVersion, Instant at) implements JournalEntry {}

    /** An assignment was given, one of which a client has only so many. */
    record AssignmentGiven(StoredAssignment assignment, Uniqueness uniqueness) implements JournalEntry {

        /** One in a round. */
        public AssignmentGiven(StoredAssignment assignment) {
            this(assignment, Uniqueness.IN_ROUND);
        }

        @Override
        public JobId job() {
            return assignment.job();
        }
    }

    /** What a client may have one of. */
    enum Uniqueness {
        /** (job, round, client) is unique; with its round the assignment expires. */
        IN_ROUND,
        /** (job, client) is unique while the assignment is open, which it may be for many rounds. */
        WHILE_OPEN
    }

    /**
     * The update is in the set of the round, from now on the assignment's own.
     *
     * @param digest SHA-256 of the frame
     */
    record UpdateAccepted(JobId job, AssignmentId assignment, long round, byte[] digest, byte[] frame, Instant at)
            implements JournalEntry {}

    /** The update will never be in a round's set: fate refused, or discarded where it was too old. */
    record UpdateRefused(JobId job, AssignmentId assignment, long round, ProblemCode code, byte[] digest, Instant at)
            implements JournalEntry {

        /** What becomes of the assignment. */
        public Fate fate() {
            return code == ProblemCode.STALE ? Fate.DISCARDED : Fate.REFUSED;
        }
    }

    /** Something was refused of the assignment, which says no more about its fate. */
    record RefusalCounted(JobId job, AssignmentId assignment, Refusals refusals) implements JournalEntry {}

    /** The client of the assignment told its metrics, in place of what it told before; gone with its open round. */
    record MetricsReported(JobId job, AssignmentId assignment, ClientReport report) implements JournalEntry {}

    /** The client gave its seat back. */
    record AssignmentDeclined(JobId job, AssignmentId assignment, long round, String reason, Instant at)
            implements JournalEntry {}

    /** No update came in time for an assignment that is unique while it is open. */
    record AssignmentExpired(JobId job, AssignmentId assignment, long round, Instant at) implements JournalEntry {}

    /** No update enters the round's set any more. */
    record RoundFrozen(JobId job, long round, Instant at) implements JournalEntry {}

    /**
     * The round's set became a version: accepted updates count, assignments that are unique in it expired, frames may be
     * dropped, the job's round and published count go up by 1, abandoned-in-a-row becomes 0.
     */
    record RoundPublished(JobId job, StoredRoundSummary summary) implements JournalEntry {}

    /**
     * The round's set is discarded: assignments that are unique in it expired, frames may be dropped, the job's round
     * and abandoned-in-a-row go up by 1.
     */
    record RoundAbandoned(JobId job, StoredRoundSummary summary) implements JournalEntry {}

    /** The job has a new version; version 0 and the last 100 are kept. */
    record ModelStored(JobId job, StoredModel model, String digest, Instant at) implements JournalEntry {}

    /** A user's file is version 0, in place of an earlier one; the job has its layout. */
    record ModelUploaded(JobId job, StoredModel model, String digest, Instant at) implements JournalEntry {}

    /** Nothing of the job is kept but its audit. */
    record JobDeleted(JobId job) implements JournalEntry {}

    /** The step from the version before leads to this one; kept as long as its version. */
    record StepStored(JobId job, long version, byte[] frame) implements JournalEntry {}

    /** The artefact goes with the version; kept as long. */
    record ArtefactStored(JobId job, long version, String name, byte[] file) implements JournalEntry {}

    /** The client of the assignment sent an artefact, in place of one of that name; gone with its open round. */
    record ArtefactUploaded(JobId job, AssignmentId assignment, String name, byte[] file) implements JournalEntry {}

    /** What the job remembers changed; the other pieces stay, and one without bytes is there no longer. */
    record StateStored(JobId job, Map<String, byte[]> changes) implements JournalEntry {}

    /** Reputations change by so much; where the journal knows who lives, those of the living. */
    record Credited(JobId job, Map<ClientId, Reputation> more) implements JournalEntry {}

    /** Something was measured. */
    record MetricStored(JobId job, StoredMetric metric) implements JournalEntry {}

    /** Something happened that subscribers hear of; so many of the newest events of a job are kept. */
    record EventAppended(JobEvent event) implements JournalEntry {
        @Override
        public JobId job() {
            return event.job();
        }
    }

    /** Something happened that is kept for those who ask later who did it. */
    record Audited(
            JobId job,
            Instant at,
            String actor,
            String action,
            @Nullable ClientId client,
            @Nullable AssignmentId assignment,
            String detail)
            implements JournalEntry {}
}
