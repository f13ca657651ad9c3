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
 * An assignment as it was last committed.
 *
 * @param round in which it was given, or decided if that was another one
 * @param modelVersion what was offered
 * @param code why the update was refused, if it was
 * @param digest SHA-256 of the frame on which a verdict fell, if one did
 * @param refusals what was refused of it, whether or not that was the last word
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
        byte @Nullable [] digest,
        Refusals refusals) {

    /** A fresh assignment. */
    public static StoredAssignment given(
            AssignmentId id, JobId job, long round, ClientId client, long modelVersion, Instant givenAt) {
        return new StoredAssignment(
                id, job, round, client, modelVersion, givenAt, Fate.OPEN, null, null, Refusals.NONE);
    }

    /** What its client is told. */
    public Receipt receipt() {
        return new Receipt(id, job, round, fate, code);
    }

    /** The same assignment after a verdict. */
    public StoredAssignment with(Fate newFate, @Nullable ProblemCode newCode, byte @Nullable [] newDigest) {
        return new StoredAssignment(
                id, job, round, client, modelVersion, givenAt, newFate, newCode, newDigest, refusals);
    }

    /** The same assignment in the round in which its update arrived. */
    public StoredAssignment in(long arrival) {
        return new StoredAssignment(id, job, arrival, client, modelVersion, givenAt, fate, code, digest, refusals);
    }

    /** The same assignment after something was refused of it. */
    public StoredAssignment with(Refusals more) {
        return new StoredAssignment(id, job, round, client, modelVersion, givenAt, fate, code, digest, more);
    }
}
