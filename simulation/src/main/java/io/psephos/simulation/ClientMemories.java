package io.psephos.simulation;

import io.psephos.client.update.AssignedUpdate;
import io.psephos.client.update.ClientMemory;
import io.psephos.protocol.Fate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The memories of all clients of a pool, and the accepted updates whose status is still open. */
final class ClientMemories {
    private final Map<Integer, ClientMemory> memories = new ConcurrentHashMap<>();
    private final Map<Integer, AssignedUpdate> accepted = new ConcurrentHashMap<>();

    /** The memory of the client at the position. */
    ClientMemory of(int position) {
        ClientMemory known = memories.get(position);
        return known == null ? memories.computeIfAbsent(position, client -> ClientMemory.inProcess()) : known;
    }

    void accepted(int position, AssignedUpdate update) {
        of(position).became(update, Fate.ACCEPTED);
        accepted.put(position, update);
    }

    void refused(int position, AssignedUpdate update) {
        of(position).became(update, Fate.REFUSED);
    }

    /** Sets the status of all accepted updates. */
    void settle(Fate fate) {
        accepted.forEach((position, update) -> of(position).became(update, fate));
        accepted.clear();
    }
}
