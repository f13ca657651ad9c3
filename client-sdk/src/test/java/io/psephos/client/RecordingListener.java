package io.psephos.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A listener that records all progress and lets a test wait for an event. */
final class RecordingListener implements ProgressListener {
    private final List<Progress> events = new CopyOnWriteArrayList<>();
    private final Class<? extends Progress> awaited;
    private final CountDownLatch seen = new CountDownLatch(1);

    RecordingListener() {
        this(Progress.Ended.class);
    }

    RecordingListener(Class<? extends Progress> awaited) {
        this.awaited = awaited;
    }

    @Override
    public void on(Progress progress) {
        events.add(progress);
        if (awaited.isInstance(progress)) {
            seen.countDown();
        }
    }

    boolean await() throws InterruptedException {
        return seen.await(20, TimeUnit.SECONDS);
    }

    <T extends Progress> List<T> all(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
