package io.psephos.client;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import java.time.Duration;

/** An event in the work of a client. */
public sealed interface Progress {

    /** The client was enrolled. */
    record Enrolled(ClientId client) implements Progress {}

    /** The client has begun to work on an offer. */
    record OfferTaken(Offer offer) implements Progress {}

    /** The parameters of a version, and the artefacts beside them, were downloaded. */
    record ModelFetched(JobId job, long modelVersion, long bytesDown) implements Progress {}

    /**
     * An update was accepted.
     *
     * @param bytesUp bytes of its frame and of the artefacts beside it
     * @param bytesDown bytes downloaded for it; 0 where the version was cached
     */
    record UpdateSent(AssignmentId assignment, JobId job, long round, Delivery delivery, long bytesUp, long bytesDown)
            implements Progress {}

    /** An assignment was given back. */
    record Declined(AssignmentId assignment, JobId job, long round, String reason) implements Progress {}

    /**
     * An update was refused for good.
     *
     * @param code the server's problem code
     */
    record Refused(AssignmentId assignment, JobId job, long round, String code, long bytesUp) implements Progress {}

    /** The status of an update became known. */
    record FateLearned(AssignmentId assignment, Fate fate) implements Progress {}

    /** There is no offer; the client asks again after the pause. */
    record Waiting(String reason, Duration pause) implements Progress {}

    /**
     * The server did not answer, asked for a pause, or something else answered in its place; the client asks again.
     *
     * @param reason host, port and cause
     */
    record ServerUnreachable(String reason, Duration pause) implements Progress {}

    /** The client has stopped taking part. */
    record Ended(End end, Participation participation) implements Progress {}

    /** How an update was accepted. */
    enum Delivery {
        /** Accepted now. */
        ACCEPTED,
        /** Accepted in an earlier attempt whose answer was lost. */
        ALREADY
    }

    /** The reason why a client stopped. */
    enum End {
        JOB_ENDED,
        BUDGET_SPENT,
        CANCELLED
    }
}
