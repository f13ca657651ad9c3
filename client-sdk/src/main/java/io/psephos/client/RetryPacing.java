package io.psephos.client;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The pauses before a request is repeated while the server is down or busy, doubled after each failure.
 *
 * @param first pause after the first failure
 * @param longest pause between two attempts, unless the server asks for more
 * @param giveUpAfter how long the server may be unavailable; empty = for ever
 */
public record RetryPacing(Duration first, Duration longest, Optional<Duration> giveUpAfter) {
    private static final int MAX_DOUBLINGS = 30;

    /** @throws IllegalArgumentException unless 0 &lt; first ≤ longest */
    public RetryPacing {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("pauses must be 0 < first <= longest, were " + first + ", " + longest);
        }
    }

    /** Returns pauses from 0.2 s to 5 s, without giving up. */
    public static RetryPacing forEver() {
        return new RetryPacing(Duration.ofMillis(200), Duration.ofSeconds(5), Optional.empty());
    }

    /** Returns the same pauses with a limit on how long the server may be unavailable. */
    public RetryPacing givingUpAfter(Duration duration) {
        return new RetryPacing(first, longest, Optional.of(duration));
    }

    /** Returns the pause after a number of failures in a row, randomly between half and all of it. */
    Duration pauseAfter(int failures, RandomGenerator jitter) {
        long nanos = first.toNanos();
        for (int i = 1; i < Math.min(failures, MAX_DOUBLINGS) && nanos < longest.toNanos(); i++) {
            nanos *= 2;
        }
        long full = Math.min(nanos, longest.toNanos());
        return Duration.ofNanos((long) (full * (0.5 + 0.5 * jitter.nextDouble())));
    }

    /** Returns the server's Retry-After plus a random part, so that clients do not return all at once. */
    Duration pauseAsAsked(Duration retryAfter, RandomGenerator jitter) {
        return retryAfter.plusNanos((long) (first.toNanos() * jitter.nextDouble()));
    }
}
