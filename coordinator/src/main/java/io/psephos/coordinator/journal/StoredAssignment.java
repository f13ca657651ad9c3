package io.psephos.coordinator.journal;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Receipt;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An assignment as last committed.
 *
 * @param round the round in which it was given, or decided if that was another one
 * @param modelVersion the offered version
 * @param code why the update was refused, if it was
 * @param digest SHA-256 of the frame that was accepted or refused, if one was
 * @param refusals refusals so far, final or not
 */
public record StoredAssignment(
        AssignmentId id,
        JobId job,
        long round,
        ClientId client,
        long modelVersion,
        Instant givenAt,
        Fate fate,
        @Nullable ProblemCode code,
        @Nullable FrameDigest digest,
        Refusals refusals) {

    /** Creates a fresh assignment. */
    public static StoredAssignment given(
            AssignmentId id, JobId job, long round, ClientId client, long modelVersion, Instant givenAt) {
        return new StoredAssignment(
                id, job, round, client, modelVersion, givenAt, Fate.OPEN, null, null, Refusals.NONE);
    }

    /** Returns the status that its client is shown. */
    public Receipt receipt() {
        return new Receipt(id, job, round, fate, code);
    }

    /** Returns this assignment after a verdict. */
    public StoredAssignment with(Fate newFate, @Nullable ProblemCode newCode, @Nullable FrameDigest newDigest) {
        return new StoredAssignment(
                id, job, round, client, modelVersion, givenAt, newFate, newCode, newDigest, refusals);
    }

    /** Returns this assignment in the round in which its update arrived. */
    public StoredAssignment in(long arrival) {
        return new StoredAssignment(id, job, arrival, client, modelVersion, givenAt, fate, code, digest, refusals);
    }

    /** Returns this assignment after a refusal. */
    public StoredAssignment with(Refusals more) {
        return new StoredAssignment(id, job, round, client, modelVersion, givenAt, fate, code, digest, more);
    }
}
