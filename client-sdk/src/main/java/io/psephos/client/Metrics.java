package io.psephos.client;

import io.psephos.client.update.EncodedUpdate;
import io.psephos.protocol.Offer;
import java.util.Map;
import java.util.TreeMap;

/** The metrics of the offered model on the client's data, sent beside its update. */
final class Metrics {
    static final String MAX_ABS = "maxAbs";

    private Metrics() {}

    /** Returns the JSON members to send; none under a privacy mechanism, as they would cost budget. */
    static Map<String, Object> of(Trained trained, EncodedUpdate update) {
        Map<String, Object> members = new TreeMap<>();
        Offer offer = update.offer();
        if (!offer.privacy().isNone()) {
            return members;
        }
        trained.metrics().forEach((name, value) -> {
            if (Double.isFinite(value)) {
                members.put(name, value);
            }
        });
        if (offer.codec().b() != null) {
            members.put(MAX_ABS, update.magnitudes());
        }
        return members;
    }
}
