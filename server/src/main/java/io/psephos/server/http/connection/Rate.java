package io.psephos.server.http.connection;

import java.time.Duration;

/**
 * The least rate of a connection's bytes.
 *
 * @param grace time for which nothing at all may move
 */
public record Rate(long bytesPerSecond, Duration grace) {
    private static final Duration LONGEST_TICK = Duration.ofSeconds(1);

    Pace pace() {
        return new Pace(bytesPerSecond, grace);
    }

    /** Time between two looks at a pace. */
    Duration tick() {
        Duration tenth = grace.dividedBy(10);
        return tenth.compareTo(LONGEST_TICK) < 0 ? tenth : LONGEST_TICK;
    }
}
