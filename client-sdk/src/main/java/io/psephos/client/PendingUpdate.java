package io.psephos.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.psephos.client.update.AssignedUpdate;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A frame to be sent, with its destination.
 *
 * @param facts of its offer
 * @param frame the exact bytes to send, in every attempt
 * @param artefacts files that are sent before the frame, by name
 */
record PendingUpdate(Facts facts, byte[] frame, SortedMap<String, byte[]> artefacts) {

    /**
     * The facts of an offer that are needed to send its frame.
     *
     * @param bytesDown bytes downloaded for it
     * @param artefacts names of the files that are sent before the frame; null = none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Facts(
            AssignmentId assignment,
            JobId job,
            long round,
            long bytesDown,
            String updateLink,
            String assignmentLink,
            String declineLink,
            @Nullable List<String> artefacts) {

        static Facts of(Offer offer, long bytesDown) {
            Offer.Links links = offer.links();
            return new Facts(
                    offer.assignment(),
                    offer.job(),
                    offer.round(),
                    bytesDown,
                    links.update(),
                    links.assignment(),
                    links.decline(),
                    null);
        }

        Facts with(Collection<String> names) {
            return names.isEmpty()
                    ? this
                    : new Facts(
                            assignment,
                            job,
                            round,
                            bytesDown,
                            updateLink,
                            assignmentLink,
                            declineLink,
                            List.copyOf(new TreeSet<>(names)));
        }

        List<String> artefactNames() {
            return artefacts == null ? List.of() : artefacts;
        }

        AssignedUpdate update() {
            return new AssignedUpdate(assignment, job, assignmentLink);
        }
    }

    /** Length of all that is sent. */
    long bytes() {
        return frame.length
                + artefacts.values().stream().mapToLong(file -> file.length).sum();
    }

    String link() {
        return facts.updateLink();
    }

    String artefactLink(String name) {
        return facts.assignmentLink() + "/artefacts/" + name;
    }
}
