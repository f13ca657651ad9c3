package io.psephos.client;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** The body of one answer as it comes in, which notices when nothing comes any more. */
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

    /** How long nothing may come; until the head is there the request's own timeout counts. */
    Duration patience() {
        return patience;
    }

    /** Whether nothing came since this was asked last. */
    boolean isStalled() {
        return !moved.getAndSet(!begun) && begun;
    }

    private void receive(Optional<byte[]> bytes) {
        moved.set(true);
        bytes.ifPresent(received::writeBytes);
    }
}
