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

/** One durable fact about a job. */
public sealed interface JournalEntry {

    JobId job();

    /** A job was created, in state {@code created}, at version 0. */
    record JobCreated(StoredJob stored) implements JournalEntry {
        @Override
        public JobId job() {
            return stored.id();
        }
    }

    /** The job's state changed. */
    record JobMoved(JobId job, JobState state, @Nullable String reason) implements JournalEntry {}

    /** Round {@code round} opened and collects updates computed from version {@code modelVersion}. */
    record RoundOpened(JobId job, long round, long modelVersion, Instant at) implements JournalEntry {}

    /** An assignment was given; a client has at most one in the scope of {@code uniqueness}. */
    record AssignmentGiven(StoredAssignment assignment, Uniqueness uniqueness) implements JournalEntry {

        /** An assignment that is unique in its round. */
        public AssignmentGiven(StoredAssignment assignment) {
            this(assignment, Uniqueness.IN_ROUND);
        }

        @Override
        public JobId job() {
            return assignment.job();
        }
    }

    /** The scope in which a client has at most one assignment. */
    enum Uniqueness {
        /** (job, round, client) is unique; the assignment expires with its round. */
        IN_ROUND,
        /** (job, client) is unique while the assignment is open, possibly for many rounds. */
        WHILE_OPEN
    }

    /**
     * An update was accepted into the round, to which its assignment belongs from now on.
     *
     * @param digest SHA-256 of the frame
     */
    record UpdateAccepted(JobId job, AssignmentId assignment, long round, FrameDigest digest, byte[] frame, Instant at)
            implements JournalEntry {}

    /** An update was refused for good, or discarded where it was too old. */
    record UpdateRefused(
            JobId job, AssignmentId assignment, long round, ProblemCode code, FrameDigest digest, Instant at)
            implements JournalEntry {

        /** Returns the status that the assignment takes. */
        public Fate fate() {
            return code == ProblemCode.STALE ? Fate.DISCARDED : Fate.REFUSED;
        }
    }

    /** A refusal was counted for an assignment, whose status it does not change. */
    record RefusalCounted(JobId job, AssignmentId assignment, Refusals refusals) implements JournalEntry {}

    /** A client reported metrics for its assignment, replacing earlier ones; kept until its round ends. */
    record MetricsReported(JobId job, AssignmentId assignment, ClientReport report) implements JournalEntry {}

    /** A client gave its assignment back. */
    record AssignmentDeclined(JobId job, AssignmentId assignment, long round, String reason, Instant at)
            implements JournalEntry {}

    /** An assignment that is unique while it is open passed its deadline without an update. */
    record AssignmentExpired(JobId job, AssignmentId assignment, long round, Instant at) implements JournalEntry {}

    /** A round froze its set of updates: it takes no more. */
    record RoundFrozen(JobId job, long round, Instant at) implements JournalEntry {}

    /**
     * A round was published as a version: accepted updates count, assignments that are unique in it expired, frames may
     * be dropped, the job's round and published count go up by 1, abandoned-in-a-row becomes 0.
     */
    record RoundPublished(JobId job, StoredRoundSummary summary) implements JournalEntry {}

    /**
     * A round was abandoned and its updates discarded: assignments that are unique in it expired, frames may be
     * dropped, the job's round and abandoned-in-a-row go up by 1.
     */
    record RoundAbandoned(JobId job, StoredRoundSummary summary) implements JournalEntry {}

    /** A new model version; version 0 and the newest {@value Journal#KEPT_VERSIONS} are kept. */
    record ModelStored(JobId job, StoredModel model, String digest, Instant at) implements JournalEntry {}

    /** A user's model file as version 0, replacing an earlier one; the job takes its layout. */
    record ModelUploaded(JobId job, StoredModel model, String digest, Instant at) implements JournalEntry {}

    /** A job was deleted, all but its audit. */
    record JobDeleted(JobId job) implements JournalEntry {}

    /** The compressed step that leads from the version before to this one; kept as long as its version. */
    record StepStored(JobId job, long version, byte[] frame) implements JournalEntry {}

    /** An artefact that was published with a version; kept as long as the version. */
    record ArtefactStored(JobId job, long version, String name, byte[] file) implements JournalEntry {}

    /**
     * A client sent an artefact beside its update, replacing an earlier one of that name; kept until its round ends.
     */
    record ArtefactUploaded(JobId job, AssignmentId assignment, String name, byte[] file) implements JournalEntry {}

    /** Named state of the job changed; other pieces stay, and a piece without bytes is removed. */
    record StateStored(JobId job, Map<String, byte[]> changes) implements JournalEntry {}

    /** Reputations changed by the given amounts; where the journal knows which clients are enrolled, only theirs. */
    record Credited(JobId job, Map<ClientId, Reputation> more) implements JournalEntry {}

    /** A measurement of a version. */
    record MetricStored(JobId job, StoredMetric metric) implements JournalEntry {}

    /** An event for subscribers; only the newest of a job are kept. */
    record EventAppended(JobEvent event) implements JournalEntry {
        @Override
        public JobId job() {
            return event.job();
        }
    }

    /** An action for the audit log. */
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
