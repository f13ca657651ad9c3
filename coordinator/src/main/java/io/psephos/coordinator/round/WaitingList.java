package io.psephos.coordinator.round;

import io.psephos.protocol.ClientId;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Who waits for a seat where there are few, first come, first served. Touched by its job's writer only; a restart forgets
 * it, and the line forms again.
 */
final class WaitingList {
    /** Who has not asked for so long waits no more. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final AtomicBoolean willCall = new AtomicBoolean();
    private final Map<ClientId, Duration> lastAsked = new LinkedHashMap<>();

    /** Takes one of the free seats if it is the client's turn; else the client stands in line. */
    boolean take(ClientId client, int freeSlots, Duration now) {
        lastAsked.values().removeIf(asked -> asked.plus(PATIENCE).compareTo(now) < 0);
        lastAsked.put(client, now);
        boolean isInTurn = place(client) < freeSlots;
        if (isInTurn) {
            lastAsked.remove(client);
        }
        return isInTurn;
    }

    /**
     * Whether those who stand in line are to be called soon, so that they ask again before their place is lost: some only
     * ask when they are told to.
     */
    boolean mayCall() {
        return willCall.compareAndSet(false, true);
    }

    /** They are being called; on whichever thread. */
    void called() {
        willCall.set(false);
    }

    private int place(ClientId client) {
        Iterator<ClientId> waiting = lastAsked.keySet().iterator();
        int place = 0;
        while (!waiting.next().equals(client)) {
            place++;
        }
        return place;
    }
}
