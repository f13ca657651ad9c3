package io.psephos.server.security;

import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.event.JobEvent.Kind;
import io.psephos.coordinator.journal.Records;
import io.psephos.protocol.ClientId;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** The quarantine of clients whose reputation has become too low. */
public final class ReputationWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ReputationWatch.class.getName());
    private static final String ACTOR = "coordinator";

    private final Rule rule;
    private final Records records;
    private final ClientRegistry clients;
    private final Memberships memberships;
    private final Executor executor;
    private final AtomicBoolean isDue = new AtomicBoolean();
    private final AutoCloseable subscription;

    /**
     * The limits of the quarantine.
     *
     * @param quarantineBelow score below which a client is quarantined; 0 = never
     * @param leastVerdicts fewest verdicts that the score must rest on
     */
    public record Rule(double quarantineBelow, long leastVerdicts) {

        /** @throws IllegalArgumentException unless a score, of at least one verdict */
        public Rule {
            if (!(quarantineBelow >= 0 && quarantineBelow <= 1) || leastVerdicts < 1) {
                throw new IllegalArgumentException("psephos.reputation: quarantine-below is from 0 to 1 and"
                        + " least-verdicts at least 1, were " + quarantineBelow + " and " + leastVerdicts);
            }
        }

        boolean isOff() {
            return quarantineBelow == 0;
        }
    }

    /** @param executor may block */
    public ReputationWatch(
            Rule rule,
            Coordinator coordinator,
            Records records,
            ClientRegistry clients,
            Memberships memberships,
            Executor executor) {
        this.rule = rule;
        this.records = records;
        this.clients = clients;
        this.memberships = memberships;
        this.executor = executor;
        this.subscription = rule.isOff() ? () -> {} : coordinator.onEvents(this::heard);
        if (!rule.isOff()) {
            lookSoon();
        }
    }

    private void heard(JobEvent event) {
        if (event.kind() == Kind.UPDATE_REFUSED || event.kind() == Kind.ROUND_PUBLISHED) {
            lookSoon();
        }
    }

    /** Schedules a check; further events until it begins add none. */
    private void lookSoon() {
        if (isDue.compareAndSet(false, true)) {
            executor.execute(this::look);
        }
    }

    private void look() {
        isDue.set(false);
        try {
            records.disreputable(rule.quarantineBelow(), rule.leastVerdicts()).stream()
                    .filter(clients::isActive)
                    .forEach(this::quarantine);
        } catch (RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "reputations could not be checked and are checked again after the next verdict: {0}",
                    e.getMessage());
        }
    }

    private void quarantine(ClientId client) {
        memberships.quarantine(client, ACTOR);
    }

    @Override
    public void close() throws Exception {
        subscription.close();
    }
}
