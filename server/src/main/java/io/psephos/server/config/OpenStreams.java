package io.psephos.server.config;

import io.psephos.server.http.device.OfferPolls;
import io.psephos.server.http.operator.EventStreams;
import org.springframework.context.SmartLifecycle;

/** A shutdown step that ends event streams and polls before the listener waits for calls to finish. */
final class OpenStreams implements SmartLifecycle {
    private final OfferPolls polls;
    private final EventStreams streams;
    private volatile boolean running;

    OpenStreams(OfferPolls polls, EventStreams streams) {
        this.polls = polls;
        this.streams = streams;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        polls.end();
        streams.end();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
