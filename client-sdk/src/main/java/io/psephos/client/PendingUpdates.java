package io.psephos.client;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.json.ProtocolJson;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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

    Set<AssignmentId> assignments() {
        return directory.names(FACTS).stream()
                .map(file -> new AssignmentId(nameOf(file, FACTS)))
                .collect(Collectors.toSet());
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
        String name = nameOf(factsFile, FACTS);
        try {
            byte[] facts = directory.read(factsFile).orElseThrow();
            var parsed = ProtocolJson.lenient().readValue(facts, PendingUpdate.Facts.class);
            return directory.read(name + FRAME).map(frame -> new PendingUpdate(parsed, frame));
        } catch (JacksonException e) {
            throw new PsephosClientException(factsFile + " in " + directory + " cannot be read", e);
        }
    }

    private static String nameOf(String file, String suffix) {
        return file.substring(0, file.length() - suffix.length());
    }

    private void sweep() {
        List<String> known = directory.names(FACTS);
        for (String frame : directory.names(FRAME)) {
            String name = nameOf(frame, FRAME);
            if (!known.contains(name + FACTS)) {
                directory.delete(frame);
            }
        }
    }
}
