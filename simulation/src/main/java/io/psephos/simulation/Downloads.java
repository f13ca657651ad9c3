package io.psephos.simulation;

import io.psephos.coordinator.Coordinator;
import io.psephos.protocol.Offer;
import java.util.HashMap;
import java.util.Map;

/**
 * The bytes that clients would download: the steps since the version that they hold where a server serves them, else
 * the full model.
 */
final class Downloads {
    private final Coordinator coordinator;
    private final Map<Integer, Long> held = new HashMap<>();
    private final Map<Long, Long> bytesSince = new HashMap<>();
    private long version = -1;

    Downloads(Coordinator coordinator) {
        this.coordinator = coordinator;
    }

    /** Bytes that bring the client at the position to the offered version, which it holds from now on. */
    long bytes(int position, Offer offer) {
        if (version != offer.modelVersion()) {
            version = offer.modelVersion();
            bytesSince.clear();
        }
        Long since = held.put(position, version);
        if (since == null) {
            return fileBytes(offer);
        }
        return since == version ? 0 : bytesSince.computeIfAbsent(since, from -> stepBytes(from, offer));
    }

    private long stepBytes(long since, Offer offer) {
        return coordinator
                .smallerDelta(offer.job(), since, offer.modelVersion())
                .map(delta -> (long) delta.length)
                .orElseGet(() -> fileBytes(offer));
    }

    private long fileBytes(Offer offer) {
        return coordinator
                .model(offer.job(), offer.modelVersion())
                .orElseThrow(() -> new IllegalStateException("version " + offer.modelVersion() + " is gone"))
                .fileBytes();
    }
}
