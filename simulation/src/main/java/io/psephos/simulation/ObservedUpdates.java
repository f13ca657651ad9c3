package io.psephos.simulation;

import io.psephos.protocol.Offer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** An attacker's knowledge by observation: the honest updates of a round, as they are about to be sent. */
final class ObservedUpdates implements AttackerKnowledge {
    private final IntPredicate isByzantine;
    private final Set<Integer> asked = new HashSet<>();
    private final SortedMap<Integer, float[]> updates = new TreeMap<>();
    private @Nullable Observation scene;

    ObservedUpdates(IntPredicate isByzantine) {
        this.isByzantine = isByzantine;
    }

    /** Forgets the round before. */
    synchronized void openRound() {
        asked.clear();
        updates.clear();
        scene = null;
    }

    synchronized void asks(Set<Integer> positions) {
        asked.addAll(positions);
        scene = null;
    }

    synchronized void sees(int position, float[] update) {
        updates.put(position, update);
        scene = null;
    }

    @Override
    public synchronized Observation look(Offer offer, float[] start, float[] own) {
        Observation known = scene;
        if (known == null) {
            int byzantine = (int) asked.stream().filter(isByzantine::test).count();
            List<float[]> honest = updates.isEmpty() ? List.of(own) : List.copyOf(updates.values());
            known = new Observation(honest, Math.max(1, byzantine), Math.max(1, byzantine) + honest.size());
            scene = updates.isEmpty() ? null : known;
        }
        return known;
    }
}
