package io.psephos.simulation;

import io.psephos.client.UpdateEncoder;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What codecs remember of each client's last counted update, and would of the one on its way. */
final class Memories {
    private final Map<Integer, float[]> counted = new ConcurrentHashMap<>();
    private final Map<Integer, float[]> onTheirWay = new ConcurrentHashMap<>();

    /** Goes on from the client's last counted update. */
    UpdateEncoder encoder(int position) {
        return UpdateEncoder.remembering(counted.get(position), next -> onTheirWay.put(position, next));
    }

    /** What the update on its way would leave. */
    Optional<float[]> onItsWay(int position) {
        return Optional.ofNullable(onTheirWay.get(position));
    }

    /** The client's update counts. */
    void keep(int position) {
        float[] memory = onTheirWay.remove(position);
        if (memory != null) {
            counted.put(position, memory);
        }
    }

    void keepAll() {
        counted.putAll(onTheirWay);
        onTheirWay.clear();
    }

    /** The client's update does not count. */
    void drop(int position) {
        onTheirWay.remove(position);
    }

    void dropAll() {
        onTheirWay.clear();
    }
}
