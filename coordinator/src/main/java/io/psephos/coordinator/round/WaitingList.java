package io.psephos.coordinator.round;

import io.psephos.protocol.ClientId;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The queue of clients that wait for a slot, first come, first served. It is not stored: after a restart it fills again
 * as clients ask. For any thread.
 */
final class WaitingList {
    /** A client that has not asked for this long loses its place, unless it waits to be called. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Predicate<ClientId> waits;
    private final Map<ClientId, Duration> lastAsked = new LinkedHashMap<>();
    private boolean willCall;

    /** @param waits whether a client waits to be called */
    WaitingList(Predicate<ClientId> waits) {
        this.waits = waits;
    }

    /** Takes one of the free slots if it is the client's turn, else queues the client. */
    synchronized boolean take(ClientId client, int freeSlots, Duration now) {
        lastAsked
                .entrySet()
                .removeIf(asked -> asked.getValue().plus(PATIENCE).compareTo(now) < 0 && !waits.test(asked.getKey()));
        lastAsked.put(client, now);
        boolean isInTurn = place(client) < freeSlots;
        if (isInTurn) {
            lastAsked.remove(client);
        }
        return isInTurn;
    }

    synchronized boolean isEmpty() {
        return lastAsked.isEmpty();
    }

    synchronized boolean has(ClientId client) {
        return lastAsked.containsKey(client);
    }

    synchronized void leave(ClientId client) {
        lastAsked.remove(client);
    }

    /** Claims the next call of those in line; false while one is pending. */
    synchronized boolean mayCall() {
        boolean isFirst = !willCall;
        willCall = true;
        return isFirst;
    }

    /** Marks the pending call as made. */
    synchronized void called() {
        willCall = false;
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
