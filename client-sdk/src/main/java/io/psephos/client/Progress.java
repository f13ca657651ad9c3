package io.psephos.client;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import java.time.Duration;

/** One fact about a client that takes part. */
public sealed interface Progress {

    /** The server knows this client's key from now on. */
    record Enrolled(ClientId client) implements Progress {}

    /** The client has begun to work for an offer. */
    record OfferTaken(Offer offer) implements Progress {}

    /** The parameters of a version, and the artefacts beside them, were downloaded. */
    record ModelFetched(JobId job, long modelVersion, long bytesDown) implements Progress {}

    /**
     * An update was accepted.
     *
     * @param bytesUp length of its frame and of the artefacts beside it
     * @param bytesDown downloaded for it; 0 where the version was at hand
     */
    record UpdateSent(AssignmentId assignment, JobId job, long round, Delivery delivery, long bytesUp, long bytesDown)
            implements Progress {}

    /** An assignment was given back. */
    record Declined(AssignmentId assignment, JobId job, long round, String reason) implements Progress {}

    /**
     * An update was refused for good.
     *
     * @param code the server's word for why
     */
    record Refused(AssignmentId assignment, JobId job, long round, String code, long bytesUp) implements Progress {}

    /** What became of an update. */
    record FateLearned(AssignmentId assignment, Fate fate) implements Progress {}

    /** There is nothing to do for a while. */
    record Waiting(String reason, Duration pause) implements Progress {}

    /** The server did not answer, or asked to be left alone; the client asks again after the pause. */
    record ServerUnreachable(String reason, Duration pause) implements Progress {}

    /** Taking part is over. */
    record Ended(End end, Participation participation) implements Progress {}

    /** How an update got into its round. */
    enum Delivery {
        /** Accepted now. */
        ACCEPTED,
        /** The same bytes had been accepted before; only the answer was lost. */
        ALREADY
    }

    /** Why taking part is over. */
    enum End {
        JOB_ENDED,
        BUDGET_SPENT,
        CANCELLED
    }
}
