package io.psephos.client;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;

/**
 * A frame on its way, and where it goes.
 *
 * @param facts of its offer
 * @param frame exactly the bytes to send, however often
 */
record PendingUpdate(Facts facts, byte[] frame) {

    /**
     * What is left of an offer once its frame is made.
     *
     * @param bytesDown downloaded for it
     */
    record Facts(
            AssignmentId assignment,
            JobId job,
            long round,
            long bytesDown,
            String updateLink,
            String assignmentLink,
            String declineLink) {

        static Facts of(Offer offer, long bytesDown) {
            Offer.Links links = offer.links();
            return new Facts(
                    offer.assignment(),
                    offer.job(),
                    offer.round(),
                    bytesDown,
                    links.update(),
                    links.assignment(),
                    links.decline());
        }
    }

    String link() {
        return facts.updateLink();
    }
}
