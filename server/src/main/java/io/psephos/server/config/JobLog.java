package io.psephos.server.config;

import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.job.JobView;
import io.psephos.protocol.JobId;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an operator reads of jobs who has nothing but the log: each change of a job, and its rounds, one line each or,
 * where they are fast, one line a second for all since the last. Refusals are counted by code and told with the rounds.
 */
public final class JobLog implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.psephos.server.JobLog");
    private static final long BETWEEN_ROUNDS = Duration.ofSeconds(1).toNanos();
    private static final long BETWEEN_REFUSALS = Duration.ofSeconds(10).toNanos();

    private final Coordinator coordinator;
    private final LongSupplier nanoTime;
    private final Consumer<String> lines;
    private final Map<JobId, Tally> tallies = new ConcurrentHashMap<>();
    private final AutoCloseable subscription;

    JobLog(Coordinator coordinator, LongSupplier nanoTime) {
        this(coordinator, nanoTime, line -> LOG.log(System.Logger.Level.INFO, line));
    }

    /** @param lines takes a line at a time, in the order of each job */
    public JobLog(Coordinator coordinator, LongSupplier nanoTime, Consumer<String> lines) {
        this.coordinator = coordinator;
        this.nanoTime = nanoTime;
        this.lines = lines;
        this.subscription = coordinator.onEvents(this::heard);
    }

    private void heard(JobEvent event) {
        Tally tally = tallies.computeIfAbsent(event.job(), job -> new Tally(nanoTime.getAsLong() - BETWEEN_REFUSALS));
        synchronized (tally) {
            switch (event.kind()) {
                case UPDATE_ACCEPTED -> tally.accepted++;
                case UPDATE_REFUSED -> {
                    tally.refused.merge(event.code() == null ? "refused" : event.code(), 1L, Long::sum);
                    tellIfQuiet(event, tally, BETWEEN_REFUSALS);
                }
                case ROUND_OPENED -> {}
                case EVALUATED -> tally.evaluated(event);
                case ROUND_PUBLISHED -> {
                    tally.published(event);
                    tellIfQuiet(event, tally, BETWEEN_ROUNDS);
                }
                case ROUND_ABANDONED -> {
                    tally.abandoned++;
                    tellIfQuiet(event, tally, BETWEEN_ROUNDS);
                }
                case JOB_STARTED, JOB_PAUSED, JOB_RESUMED, STALLED, JOB_FINISHED, JOB_STOPPED, JOB_FAILED ->
                    changed(event, tally);
            }
        }
    }

    private void tellIfQuiet(JobEvent event, Tally tally, long between) {
        long now = nanoTime.getAsLong();
        if (now - tally.toldAt >= between) {
            tell(event, tally, now);
        }
    }

    private void changed(JobEvent event, Tally tally) {
        if (tally.hasNews()) {
            tell(event, tally, nanoTime.getAsLong());
        }
        String reason = event.kind() == JobEvent.Kind.JOB_FAILED
                ? coordinator
                        .job(event.job())
                        .map(JobView::reason)
                        .map(why -> ": " + why)
                        .orElse("")
                : "";
        lines.accept(named(event.job()) + " " + event.kind().word().replace("job-", "") + reason);
        if (event.kind().isLast()) {
            tallies.remove(event.job());
        }
    }

    private void tell(JobEvent event, Tally tally, long now) {
        lines.accept(named(event.job()) + tally.news());
        tally.told(now);
    }

    private String named(JobId job) {
        String name = coordinator.job(job).map(found -> found.spec().name()).orElse("");
        return "job " + job + (name.isEmpty() ? "" : " (" + name + ")");
    }

    @Override
    public void close() throws Exception {
        subscription.close();
    }

    /** What has happened in a job since its last line. */
    private static final class Tally {
        private final Map<String, Long> refused = new TreeMap<>();
        private long accepted;
        private long abandoned;
        private long firstRound = -1;
        private long lastRound = -1;
        private @Nullable Long version;
        private @Nullable Double accuracy;
        private @Nullable Long evaluatedVersion;
        private long toldAt;

        Tally(long toldAt) {
            this.toldAt = toldAt;
        }

        void published(JobEvent event) {
            if (event.round() != null) {
                firstRound = firstRound < 0 ? event.round() : firstRound;
                lastRound = event.round();
            }
            version = event.version();
        }

        /** An evaluation comes after its round was published, so that it is told with the next one, or with the end. */
        void evaluated(JobEvent event) {
            accuracy = event.value();
            evaluatedVersion = event.version();
        }

        boolean hasNews() {
            return accuracy != null || accepted > 0 || abandoned > 0 || lastRound >= 0 || !refused.isEmpty();
        }

        String news() {
            StringJoiner line = new StringJoiner(", ", " ", "");
            if (lastRound >= 0) {
                line.add(firstRound == lastRound ? "round " + lastRound : "rounds " + firstRound + " to " + lastRound);
                line.add("version " + version);
            }
            if (accuracy != null) {
                line.add(String.format(Locale.ROOT, "accuracy %.4f of version %d", accuracy, evaluatedVersion));
            }
            line.add(accepted + " updates accepted");
            if (abandoned > 0) {
                line.add(abandoned + (abandoned == 1 ? " round abandoned" : " rounds abandoned"));
            }
            if (!refused.isEmpty()) {
                line.add("refused: "
                        + refused.entrySet().stream()
                                .map(code -> code.getKey() + " " + code.getValue())
                                .collect(Collectors.joining(", ")));
            }
            return line.toString();
        }

        void told(long now) {
            toldAt = now;
            refused.clear();
            accepted = 0;
            abandoned = 0;
            firstRound = -1;
            lastRound = -1;
            accuracy = null;
        }
    }
}
