package io.psephos.client;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/** An estimate of the server's time: the device's clock, corrected once the server has reported a difference. */
final class ServerClock {
    /** Lifetime of signed statements: half of the allowed one, so that clocks may differ by minutes either way. */
    private static final Duration ASSERTION_LIFE = Duration.ofSeconds(150);

    private final InstantSource clock;
    private Duration offset = Duration.ZERO;

    ServerClock(InstantSource clock) {
        this.clock = clock;
    }

    Instant now() {
        return clock.instant().plus(offset);
    }

    /** Returns the {@code exp} of a statement signed now, in seconds since the epoch. */
    long expiry() {
        return now().plus(ASSERTION_LIFE).getEpochSecond();
    }

    /** Returns the answer to a signed call, which is repeated once when the server reports that the clocks differ. */
    Answer correcting(Supplier<Answer> call) {
        Answer answer = call.get();
        return answer.code().equals("clock-skew") && correctBy(answer) ? call.get() : answer;
    }

    private boolean correctBy(Answer answer) {
        try {
            Instant server = Instant.parse(answer.json().path("serverTime").asString(""));
            offset = Duration.between(clock.instant(), server);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
