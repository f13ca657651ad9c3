package io.psephos.coordinator.round;

import io.psephos.coordinator.ClientCalls.FreeSlots;
import io.psephos.coordinator.ClientCalls.Waiting;
import io.psephos.coordinator.event.JobEvent;
import io.psephos.protocol.ClientId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The listeners for events and for free slots, and the clients that wait for the latter. */
final class Announcements {
    private static final System.Logger LOG = System.getLogger(Announcements.class.getName());

    private final List<Consumer<JobEvent>> events = new CopyOnWriteArrayList<>();
    private final List<Consumer<FreeSlots>> assignments = new CopyOnWriteArrayList<>();
    private final Map<ClientId, Integer> waiting = new ConcurrentHashMap<>();

    /** Notes that the client waits to be told of free slots; until closed. */
    Waiting waits(ClientId client) {
        waiting.merge(client, 1, Integer::sum);
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.compareAndSet(true, false)) {
                waiting.computeIfPresent(client, (same, polls) -> polls == 1 ? null : Integer.valueOf(polls - 1));
            }
        };
    }

    boolean isWaiting(ClientId client) {
        return waiting.containsKey(client);
    }

    AutoCloseable onEvents(Consumer<JobEvent> listener) {
        events.add(listener);
        return () -> events.remove(listener);
    }

    AutoCloseable onFreeSlots(Consumer<FreeSlots> listener) {
        assignments.add(listener);
        return () -> assignments.remove(listener);
    }

    void happened(JobEvent event) {
        tell(events, event);
    }

    void free(FreeSlots slots) {
        tell(assignments, slots);
    }

    /** Calls every listener, even if one throws. */
    private static <T> void tell(List<Consumer<T>> listeners, T news) {
        for (Consumer<T> listener : listeners) {
            try {
                listener.accept(news);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "a listener failed", e);
            }
        }
    }
}
