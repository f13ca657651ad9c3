package io.psephos.client;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long a client waits before it asks again a server that is down or busy: twice as long after each failure.
 *
 * @param first pause after the first failure
 * @param longest pause between two attempts, unless the server asks for more
 * @param giveUpAfter how long a server may stay away; empty = for ever
 */
public record RetryPacing(Duration first, Duration longest, Optional<Duration> giveUpAfter) {
    private static final int MAX_DOUBLINGS = 30;

    /** @throws IllegalArgumentException unless 0 &lt; first ≤ longest */
    public RetryPacing {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("pauses must be 0 < first <= longest, were " + first + ", " + longest);
        }
    }

    /** From 0.2 s to 5 s, for ever. */
    public static RetryPacing forEver() {
        return new RetryPacing(Duration.ofMillis(200), Duration.ofSeconds(5), Optional.empty());
    }

    /** The same pauses, but an exception when the server stayed away for that long. */
    public RetryPacing givingUpAfter(Duration duration) {
        return new RetryPacing(first, longest, Optional.of(duration));
    }

    /** The pause after so many failures in a row, between half and all of it by chance. */
    Duration pauseAfter(int failures, RandomGenerator jitter) {
        long nanos = first.toNanos();
        for (int i = 1; i < Math.min(failures, MAX_DOUBLINGS) && nanos < longest.toNanos(); i++) {
            nanos *= 2;
        }
        long full = Math.min(nanos, longest.toNanos());
        return Duration.ofNanos((long) (full * (0.5 + 0.5 * jitter.nextDouble())));
    }

    /** What the server asked for, and a little more by chance, so that clients do not come back all at once. */
    Duration pauseAsAsked(Duration retryAfter, RandomGenerator jitter) {
        return retryAfter.plusNanos((long) (first.toNanos() * jitter.nextDouble()));
    }
}
