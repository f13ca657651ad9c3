package io.psephos.server;

import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.journal.AuditEntry;
import io.psephos.coordinator.journal.ClientTally;
import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.JournalEntry;
import io.psephos.coordinator.journal.ModelSummary;
import io.psephos.coordinator.journal.Reputation;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.coordinator.journal.StoredJob;
import io.psephos.coordinator.journal.StoredMetric;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.coordinator.journal.StoredRound;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.state.NamedState;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** As much of a journal as the pages and streams of a job read. */
final class MemoryJournal implements Journal {
    final List<JobEvent> events = new CopyOnWriteArrayList<>();
    final List<StoredMetric> metrics = new CopyOnWriteArrayList<>();
    final List<ModelSummary> models = new CopyOnWriteArrayList<>();
    final List<AuditEntry> audit = new CopyOnWriteArrayList<>();
    final List<StoredRoundSummary> rounds = new CopyOnWriteArrayList<>();

    @Override
    public void commit(List<JournalEntry> entries) {
        throw new UnsupportedOperationException("no part of these tests");
    }

    @Override
    public List<StoredJob> jobs() {
        return List.of();
    }

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
    public Optional<StoredRound> openRound(JobId job) {
        return Optional.empty();
    }

    @Override
    public Optional<StoredAssignment> assignment(AssignmentId assignment) {
        return Optional.empty();
    }

    @Override
    public boolean everAssigned(JobId job, ClientId client) {
        return false;
    }

    @Override
    public Optional<StoredModel> model(JobId job, long version) {
        return Optional.empty();
    }

    @Override
    public List<JobEvent> events(JobId job, long after, int limit) {
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
    public List<byte[]> steps(JobId job, long since, long version) {
        return List.of();
    }

    @Override
    public NamedState state(JobId job) {
        return NamedState.EMPTY;
    }

    @Override
    public List<String> artefacts(JobId job, long version) {
        return List.of();
    }

    @Override
    public Optional<byte[]> artefact(JobId job, long version, String name) {
        return Optional.empty();
    }

    @Override
    public Map<String, byte[]> uploadedArtefacts(AssignmentId assignment) {
        return Map.of();
    }

    @Override
    public List<AuditEntry> audit(long after, int limit) {
        return audit.stream().filter(line -> line.id() > after).limit(limit).toList();
    }
}
