package io.psephos.client;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/** The time as the server sees it: the device's own, corrected once the server has complained. */
final class ServerClock {
    /** Half of what an assertion may live, so that clocks may differ by minutes either way. */
    private static final Duration ASSERTION_LIFE = Duration.ofSeconds(150);

    private final InstantSource clock;
    private Duration offset = Duration.ZERO;

    ServerClock(InstantSource clock) {
        this.clock = clock;
    }

    Instant now() {
        return clock.instant().plus(offset);
    }

    /** The {@code exp} of something signed now, in seconds. */
    long expiry() {
        return now().plus(ASSERTION_LIFE).getEpochSecond();
    }

    /** The answer to a signed call, which is made once more when the server says that the clocks differ. */
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
