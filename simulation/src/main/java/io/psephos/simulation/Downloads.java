package io.psephos.simulation;

import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.protocol.Offer;
import io.psephos.protocol.model.Artefact;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The bytes that clients would download: the steps since the version that they hold where a server serves them, else
 * the full model; and the artefacts beside a version that is new to them.
 */
final class Downloads {
    private final Coordinator coordinator;
    private final Map<Integer, Long> held = new HashMap<>();
    private final Map<Long, Long> bytesSince = new HashMap<>();
    private long version = -1;
    private long artefactBytes;
    private long fileBytes;

    Downloads(Coordinator coordinator) {
        this.coordinator = coordinator;
    }

    /** Bytes that bring the client at the position to the offered version, which it holds from now on. */
    long bytes(int position, Offer offer) {
        if (version != offer.modelVersion()) {
            version = offer.modelVersion();
            bytesSince.clear();
            artefactBytes = names(offer).stream()
                    .mapToLong(name -> artefact(offer, name).length)
                    .sum();
            fileBytes = model(offer).fileBytes();
        }
        Long since = held.put(position, version);
        if (since == null) {
            return fileBytes + artefactBytes;
        }
        return since == version ? 0 : bytesSince.computeIfAbsent(since, from -> stepBytes(from, offer)) + artefactBytes;
    }

    /** What was published beside the offered version, by name. */
    Map<String, Artefact> artefacts(Offer offer) {
        return names(offer).stream()
                .collect(Collectors.toMap(name -> name, name -> Artefact.read(artefact(offer, name))));
    }

    private static Set<String> names(Offer offer) {
        Map<String, String> links = offer.links().artefacts();
        return links == null ? Set.of() : links.keySet();
    }

    private byte[] artefact(Offer offer, String name) {
        return coordinator
                .artefact(offer.job(), offer.modelVersion(), name)
                .orElseThrow(() -> new IllegalStateException(
                        "artefact '" + name + "' of version " + offer.modelVersion() + " is gone"));
    }

    private long stepBytes(long since, Offer offer) {
        return coordinator
                .smallerDelta(offer.job(), since, offer.modelVersion())
                .map(delta -> (long) delta.length)
                .orElse(fileBytes);
    }

    private StoredModel model(Offer offer) {
        return coordinator
                .model(offer.job(), offer.modelVersion())
                .orElseThrow(() -> new IllegalStateException("version " + offer.modelVersion() + " is gone"));
    }
}
