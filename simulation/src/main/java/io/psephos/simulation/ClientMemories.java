package io.psephos.simulation;

import io.psephos.client.update.AssignedUpdate;
import io.psephos.client.update.ClientMemory;
import io.psephos.protocol.Fate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The memories of all clients of a pool, and the accepted updates of which it is not known yet whether they count. */
final class ClientMemories {
    private final Map<Integer, ClientMemory> memories = new ConcurrentHashMap<>();
    private final Map<Integer, AssignedUpdate> accepted = new ConcurrentHashMap<>();

    /** What the client at the position remembers. */
    ClientMemory of(int position) {
        return memories.computeIfAbsent(position, client -> ClientMemory.inProcess());
    }

    void accepted(int position, AssignedUpdate update) {
        of(position).became(update, Fate.ACCEPTED);
        accepted.put(position, update);
    }

    void refused(int position, AssignedUpdate update) {
        of(position).became(update, Fate.REFUSED);
    }

    /** All updates that were accepted came to the same. */
    void settle(Fate fate) {
        accepted.forEach((position, update) -> of(position).became(update, fate));
        accepted.clear();
    }
}
