package io.psephos.coordinator.journal;

import io.psephos.protocol.ClientId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reputations of clients, in memory. */
final class Scores {
    private final Map<ClientId, Reputation> reputations = new HashMap<>();

    void credit(Map<ClientId, Reputation> more) {
        more.forEach((client, one) -> reputations.merge(client, one, Reputation::plus));
    }

    Map<ClientId, Reputation> of(Collection<ClientId> clients) {
        Map<ClientId, Reputation> known = new HashMap<>();
        clients.forEach(client -> known.put(client, reputations.getOrDefault(client, Reputation.NONE)));
        return known;
    }

    List<ClientId> below(double score, long leastVerdicts) {
        return reputations.entrySet().stream()
                .filter(entry -> entry.getValue().verdicts() >= leastVerdicts)
                .filter(entry -> entry.getValue().score() < score)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}
