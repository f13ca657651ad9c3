package io.psephos.client;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.json.ProtocolJson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;

/** The frames on disk that have no final answer yet, with their artefacts; after a restart they are sent unchanged. */
final class PendingUpdates {
    private static final String FRAME = ".frame";
    private static final String ARTEFACT = ".artefact";
    private static final String FACTS = ".json";

    private final DataDirectory directory;

    PendingUpdates(DataDirectory data) {
        this.directory = data.within("pending");
        sweep();
    }

    /** Returns all, oldest first. */
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

    /** Stores a frame durably; its facts are written last, so that a frame without them was never sent. */
    PendingUpdate keep(PendingUpdate.Facts facts, byte[] frame, SortedMap<String, byte[]> artefacts) {
        PendingUpdate update = new PendingUpdate(facts.with(artefacts.keySet()), frame, artefacts);
        String name = facts.assignment().value();
        List<String> files = new ArrayList<>();
        artefacts.forEach((artefact, file) -> {
            directory.prepare(artefactFile(name, artefact), file);
            files.add(artefactFile(name, artefact));
        });
        directory.prepare(name + FRAME, frame);
        directory.prepare(name + FACTS, ProtocolJson.lenient().writeValueAsBytes(update.facts()));
        files.add(name + FRAME);
        files.add(name + FACTS);
        directory.publish(files);
        return update;
    }

    void forget(PendingUpdate.Facts facts) {
        String name = facts.assignment().value();
        directory.delete(name + FACTS);
        directory.delete(name + FRAME);
        facts.artefactNames().forEach(artefact -> directory.delete(artefactFile(name, artefact)));
    }

    private Optional<PendingUpdate> read(String factsFile) {
        String name = nameOf(factsFile, FACTS);
        PendingUpdate.Facts facts = facts(factsFile);
        SortedMap<String, byte[]> artefacts = new TreeMap<>();
        for (String artefact : facts.artefactNames()) {
            directory.read(artefactFile(name, artefact)).ifPresent(file -> artefacts.put(artefact, file));
        }
        if (artefacts.size() < facts.artefactNames().size()) {
            return Optional.empty();
        }
        return directory.read(name + FRAME).map(frame -> new PendingUpdate(facts, frame, artefacts));
    }

    private PendingUpdate.Facts facts(String file) {
        try {
            return ProtocolJson.lenient().readValue(directory.read(file).orElseThrow(), PendingUpdate.Facts.class);
        } catch (JacksonException e) {
            throw new PsephosClientException(file + " in " + directory + " cannot be read", e);
        }
    }

    /** Returns the file name of an artefact; neither ids nor artefact names contain dots. */
    private static String artefactFile(String name, String artefact) {
        return name + "." + artefact + ARTEFACT;
    }

    private static String nameOf(String file, String suffix) {
        return file.substring(0, file.length() - suffix.length());
    }

    /** Deletes files without facts, which were never sent or have their answer. */
    private void sweep() {
        Set<String> known = new HashSet<>(directory.names(FACTS));
        for (String kind : List.of(FRAME, ARTEFACT)) {
            for (String file : directory.names(kind)) {
                if (!known.contains(file.substring(0, file.indexOf('.')) + FACTS)) {
                    directory.delete(file);
                }
            }
        }
    }
}
