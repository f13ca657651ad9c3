package io.psephos.coordinator.round;

import io.psephos.coordinator.event.JobEvent;
import io.psephos.protocol.JobId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Those who want to hear of events and of seats to give. */
final class Announcements {
    private final List<Consumer<JobEvent>> events = new CopyOnWriteArrayList<>();
    private final List<Consumer<JobId>> seats = new CopyOnWriteArrayList<>();

    AutoCloseable onEvents(Consumer<JobEvent> listener) {
        events.add(listener);
        return () -> events.remove(listener);
    }

    AutoCloseable onSeats(Consumer<JobId> listener) {
        seats.add(listener);
        return () -> seats.remove(listener);
    }

    void happened(JobEvent event) {
        events.forEach(listener -> listener.accept(event));
    }

    void seatsAt(JobId job) {
        seats.forEach(listener -> listener.accept(job));
    }
}
