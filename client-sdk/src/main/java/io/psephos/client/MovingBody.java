package io.psephos.client;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A body handler that detects a stalled download. */
final class MovingBody implements BodyHandler<byte[]> {
    private final Duration patience;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final AtomicBoolean moved = new AtomicBoolean(true);
    private volatile boolean begun;

    MovingBody(Duration patience) {
        this.patience = patience;
    }

    @Override
    public BodySubscriber<byte[]> apply(ResponseInfo head) {
        begun = true;
        return BodySubscribers.mapping(
                BodySubscribers.ofByteArrayConsumer(this::receive), nothing -> received.toByteArray());
    }

    /** Returns the time without progress that is allowed; until the head arrives the request's own timeout counts. */
    Duration patience() {
        return patience;
    }

    /** Whether no bytes arrived since the last call. */
    boolean isStalled() {
        return !moved.getAndSet(!begun) && begun;
    }

    private void receive(Optional<byte[]> bytes) {
        moved.set(true);
        bytes.ifPresent(received::writeBytes);
    }
}
