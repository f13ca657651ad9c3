package io.psephos.client.update;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;

/**
 * An update, by the assignment that it is made for.
 *
 * @param assignmentLink where the server tells what became of it
 */
public record AssignedUpdate(AssignmentId assignment, JobId job, String assignmentLink) {

    public static AssignedUpdate of(Offer offer) {
        return new AssignedUpdate(offer.assignment(), offer.job(), offer.links().assignment());
    }
}
