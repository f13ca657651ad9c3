package io.psephos.client.update;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;

/**
 * The identity of an update: its assignment and job.
 *
 * @param assignmentLink link for the update's status
 */
public record AssignedUpdate(AssignmentId assignment, JobId job, String assignmentLink) {

    public static AssignedUpdate of(Offer offer) {
        return new AssignedUpdate(offer.assignment(), offer.job(), offer.links().assignment());
    }
}
