package io.psephos.coordinator.round;

import io.psephos.protocol.ClientId;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The queue of clients that wait for a slot, first come, first served. Only the job's writer uses it. It is not stored:
 * after a restart it fills again as clients ask.
 */
final class WaitingList {
    /** A client that has not asked for this long loses its place. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final AtomicBoolean willCall = new AtomicBoolean();
    private final Map<ClientId, Duration> lastAsked = new LinkedHashMap<>();

    /** Takes one of the free slots if it is the client's turn, else queues the client. */
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
     * Claims the next notification of waiting clients, which lets those that only ask when notified keep their places;
     * false while one is pending.
     */
    boolean mayCall() {
        return willCall.compareAndSet(false, true);
    }

    /** Marks the pending notification as sent; on any thread. */
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
