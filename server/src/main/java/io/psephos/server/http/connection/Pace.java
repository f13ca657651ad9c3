package io.psephos.server.http.connection;

import java.time.Duration;

/** How far the bytes of one direction have fallen behind the least rate; being ahead of it is not saved up. */
final class Pace {
    private static final double NANOS = 1e9;

    private final double bytesPerNano;
    private final double most;
    private double behind;

    /** @param grace time for which nothing at all may move */
    Pace(long bytesPerSecond, Duration grace) {
        this.bytesPerNano = bytesPerSecond / NANOS;
        this.most = bytesPerNano * grace.toNanos();
    }

    void moved(long bytes) {
        behind = Math.max(0, behind - bytes);
    }

    /** Lets time pass; returns whether too little has moved. */
    boolean isTooSlowAfter(long nanos) {
        behind += bytesPerNano * nanos;
        return behind > most;
    }
}
