package io.psephos.client;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.json.ProtocolJson;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/** Frames that the server has not answered for good, on disk before they are sent: a restart sends them as they are. */
final class PendingUpdates {
    private static final String FRAME = ".frame";
    private static final String FACTS = ".json";

    private final DataDirectory directory;

    PendingUpdates(DataDirectory data) {
        this.directory = data.within("pending");
        sweep();
    }

    /** Oldest first. */
    List<PendingUpdate> all() {
        return directory.names(FACTS).stream()
                .map(this::read)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Durable when it returns; the facts come last, so that a frame without them was never sent. */
    PendingUpdate keep(PendingUpdate.Facts facts, byte[] frame) {
        String name = facts.assignment().value();
        directory.prepare(name + FRAME, frame);
        directory.prepare(name + FACTS, ProtocolJson.lenient().writeValueAsBytes(facts));
        directory.publish(List.of(name + FRAME, name + FACTS));
        return new PendingUpdate(facts, frame);
    }

    void forget(AssignmentId assignment) {
        directory.delete(assignment + FACTS);
        directory.delete(assignment + FRAME);
    }

    private Optional<PendingUpdate> read(String factsFile) {
        String name = factsFile.substring(0, factsFile.length() - FACTS.length());
        try {
            byte[] facts = directory.read(factsFile).orElseThrow();
            var parsed = ProtocolJson.lenient().readValue(facts, PendingUpdate.Facts.class);
            return directory.read(name + FRAME).map(frame -> new PendingUpdate(parsed, frame));
        } catch (JacksonException e) {
            throw new PsephosClientException(factsFile + " in " + directory + " cannot be read", e);
        }
    }

    private void sweep() {
        List<String> known = directory.names(FACTS);
        for (String frame : directory.names(FRAME)) {
            String name = frame.substring(0, frame.length() - FRAME.length());
            if (!known.contains(name + FACTS)) {
                directory.delete(frame);
            }
        }
    }
}
