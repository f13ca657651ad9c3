package io.psephos.coordinator.round;

import io.psephos.coordinator.event.JobEvent;
import io.psephos.protocol.JobId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The listeners for events and for free slots. */
final class Announcements {
    private static final System.Logger LOG = System.getLogger(Announcements.class.getName());

    private final List<Consumer<JobEvent>> events = new CopyOnWriteArrayList<>();
    private final List<Consumer<JobId>> assignments = new CopyOnWriteArrayList<>();

    AutoCloseable onEvents(Consumer<JobEvent> listener) {
        events.add(listener);
        return () -> events.remove(listener);
    }

    AutoCloseable onFreeSlots(Consumer<JobId> listener) {
        assignments.add(listener);
        return () -> assignments.remove(listener);
    }

    void happened(JobEvent event) {
        tell(events, event);
    }

    void slotsAt(JobId job) {
        tell(assignments, job);
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
