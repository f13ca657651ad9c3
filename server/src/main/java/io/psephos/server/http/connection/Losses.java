package io.psephos.server.http.connection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import reactor.core.scheduler.Scheduler;

/**
 * The counts of connections that were cut, turned away or broken off: a counter of each cause, and one line of the log
 * for all of some seconds, however many there were.
 */
public final class Losses implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.psephos.server.Connections");
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final Map<Cause, Counter> counters = new EnumMap<>(Cause.class);
    private final Map<Cause, Long> untold = new EnumMap<>(Cause.class);
    private final Scheduler scheduler;
    private final Consumer<String> lines;

    /** Why a connection was lost. */
    public enum Cause {
        SLOW_BODY("body-too-slow", "bodies came too slowly"),
        SLOW_READER("reader-too-slow", "answers were read too slowly"),
        BROKEN_OFF("broken-off", "calls were broken off by their clients"),
        TOO_MANY("too-many", "made room or were turned away, as there were too many"),
        TOO_MANY_OF_ADDRESS("too-many-of-address", "made room or were turned away, as one address had too many"),
        TOO_MANY_BYTES("stranger-bytes", "bodies without a token were refused, as there were too many at once");

        private final String word;
        private final String sentence;

        Cause(String word, String sentence) {
            this.word = word;
            this.sentence = sentence;
        }
    }

    public Losses(MeterRegistry meters, Scheduler scheduler) {
        this(meters, scheduler, line -> LOG.log(System.Logger.Level.INFO, line));
    }

    /** @param lines takes a line at a time */
    public Losses(MeterRegistry meters, Scheduler scheduler, Consumer<String> lines) {
        this.scheduler = scheduler;
        this.lines = lines;
        for (Cause cause : Cause.values()) {
            counters.put(
                    cause,
                    Counter.builder("psephos.connections.lost")
                            .description("Connections that were cut, turned away or broken off")
                            .tag("cause", cause.word)
                            .register(meters));
        }
    }

    /** Counts one more. */
    public void count(Cause cause) {
        counter(cause).increment();
        boolean isFirst;
        synchronized (untold) {
            isFirst = untold.isEmpty();
            untold.merge(cause, 1L, Long::sum);
        }
        if (isFirst) {
            scheduler.schedule(this::tell, BETWEEN_LINES.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** How many there were since the start. */
    public long counted(Cause cause) {
        return (long) counter(cause).count();
    }

    private Counter counter(Cause cause) {
        return Objects.requireNonNull(counters.get(cause), "every cause has a counter");
    }

    private void tell() {
        StringJoiner line = new StringJoiner(", ", "connections: ", "");
        synchronized (untold) {
            if (untold.isEmpty()) {
                return;
            }
            untold.forEach((cause, count) -> line.add(count + " " + cause.sentence));
            untold.clear();
        }
        lines.accept(line.toString());
    }

    /** Tells what was not told yet. */
    @Override
    public void close() {
        tell();
    }
}
