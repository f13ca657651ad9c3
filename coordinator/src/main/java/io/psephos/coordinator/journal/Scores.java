package io.psephos.coordinator.journal;

import io.psephos.protocol.ClientId;
import io.psephos.protocol.Fate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Update counts and reputations of clients, in memory. */
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

    /** @param assignments all of a job, in the order in which they were given */
    static List<ClientTally> tallies(List<StoredAssignment> assignments, Map<ClientId, Long> staleness) {
        Map<ClientId, List<StoredAssignment>> byClient = new LinkedHashMap<>();
        assignments.forEach(assignment -> byClient.computeIfAbsent(assignment.client(), any -> new ArrayList<>())
                .add(assignment));
        return byClient.entrySet().stream()
                .map(entry -> tally(entry.getKey(), entry.getValue(), staleness))
                .toList();
    }

    private static ClientTally tally(ClientId client, List<StoredAssignment> its, Map<ClientId, Long> staleness) {
        Map<String, Integer> refused = new TreeMap<>();
        long accepted = 0;
        for (StoredAssignment assignment : its) {
            Fate fate = assignment.fate();
            if (assignment.code() != null) {
                refused.merge(assignment.code().word(), 1, Integer::sum);
            } else if (fate == Fate.ACCEPTED || fate == Fate.COUNTED || fate == Fate.DISCARDED) {
                accepted++;
            }
        }
        return new ClientTally(client, accepted, refused, staleness.get(client));
    }
}
