package io.psephos.server;

import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.journal.AuditEntry;
import io.psephos.coordinator.journal.ClientTally;
import io.psephos.coordinator.journal.ModelSummary;
import io.psephos.coordinator.journal.Records;
import io.psephos.coordinator.journal.Reputation;
import io.psephos.coordinator.journal.RoundProgress;
import io.psephos.coordinator.journal.StoredMetric;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Records in memory for the pages and streams of one job. */
final class MemoryRecords implements Records {
    final AtomicInteger reads = new AtomicInteger();
    final List<JobEvent> events = new CopyOnWriteArrayList<>();
    final List<StoredMetric> metrics = new CopyOnWriteArrayList<>();
    final List<ModelSummary> models = new CopyOnWriteArrayList<>();
    final List<AuditEntry> audit = new CopyOnWriteArrayList<>();
    final List<StoredRoundSummary> rounds = new CopyOnWriteArrayList<>();

    @Override
    public List<ClientTally> tallies(JobId job) {
        return List.of();
    }

    @Override
    public Map<ClientId, Reputation> reputations(Collection<ClientId> clients) {
        return Map.of();
    }

    @Override
    public List<ClientId> disreputable(double below, long leastVerdicts) {
        return List.of();
    }

    @Override
    public boolean everAssigned(JobId job, ClientId client) {
        return false;
    }

    @Override
    public List<JobEvent> events(JobId job, long after, int limit) {
        reads.incrementAndGet();
        return events.stream()
                .filter(event -> event.job().equals(job) && event.id() > after)
                .limit(limit)
                .toList();
    }

    @Override
    public long lastEvent(JobId job) {
        return events.stream()
                .filter(event -> event.job().equals(job))
                .mapToLong(JobEvent::id)
                .max()
                .orElse(0);
    }

    @Override
    public List<StoredMetric> metrics(JobId job) {
        return metrics;
    }

    @Override
    public List<StoredRoundSummary> rounds(JobId job) {
        return rounds;
    }

    @Override
    public List<ModelSummary> models(JobId job) {
        return models;
    }

    @Override
    public Optional<RoundProgress> progress(JobId job) {
        return Optional.empty();
    }

    @Override
    public List<AuditEntry> audit(long after, int limit) {
        return audit.stream().filter(line -> line.id() > after).limit(limit).toList();
    }
}
