package io.psephos.coordinator.journal;

import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.job.JobState;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.state.NamedState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A journal in memory, for simulations and tests; it is lost when its process ends. */
public final class MemoryJournal implements Journal, Records {
    /** What is kept of assignments. */
    public enum Keeping {
        /** All of them, as a database does. */
        ALL,
        /** Those that are open, and all of the open round: their number does not grow with the rounds. */
        OPEN
    }

    private final int keptModels;
    private final int keptEvents;
    private final Keeping keeping;
    private final Map<JobId, MemoryJob> jobs = new LinkedHashMap<>();
    private final Map<AssignmentId, StoredAssignment> assignments = new LinkedHashMap<>();
    private final List<AuditEntry> audit = new ArrayList<>();
    private final Scores scores = new Scores();

    public MemoryJournal() {
        this(KEPT_VERSIONS);
    }

    /** @param keptModels newest versions whose parameters are kept besides 0; steps of {@value Journal#KEPT_VERSIONS} are */
    public MemoryJournal(int keptModels) {
        this(keptModels, KEPT_EVENTS, Keeping.ALL);
    }

    /** The same where assignments of rounds that ended may be forgotten. */
    public MemoryJournal(int keptModels, Keeping keeping) {
        this(keptModels, KEPT_EVENTS, keeping);
    }

    /** @param keptEvents newest events of each job to keep */
    MemoryJournal(int keptModels, int keptEvents, Keeping keeping) {
        this.keptModels = keptModels;
        this.keptEvents = keptEvents;
        this.keeping = keeping;
    }

    @Override
    public boolean isDurable() {
        return false;
    }

    @Override
    public synchronized void commit(List<JournalEntry> entries) {
        check(entries);
        entries.forEach(this::apply);
    }

    @Override
    public synchronized List<StoredJob> jobs() {
        return jobs.values().stream().map(job -> job.stored).toList();
    }

    @Override
    public synchronized Optional<StoredJob> job(JobId id) {
        return Optional.ofNullable(jobs.get(id)).map(job -> job.stored);
    }

    @Override
    public synchronized Optional<StoredRound> openRound(JobId id) {
        return Optional.ofNullable(jobs.get(id))
                .flatMap(job -> job.open)
                .map(open -> new StoredRound(
                        open.opened.round(),
                        open.opened.modelVersion(),
                        open.opened.at(),
                        open.frozen,
                        open.assigned.stream().map(this::assigned).toList(),
                        Map.copyOf(open.reports)));
    }

    @Override
    public void accepted(JobId id, Consumer<StoredRound.AcceptedFrame> reader) {
        acceptedSoFar(id).forEach(reader);
    }

    private synchronized List<StoredRound.AcceptedFrame> acceptedSoFar(JobId id) {
        return Optional.ofNullable(jobs.get(id))
                .flatMap(job -> job.open)
                .map(open -> List.copyOf(open.accepted))
                .orElse(List.of());
    }

    @Override
    public synchronized Optional<StoredAssignment> assignment(AssignmentId assignment) {
        return Optional.ofNullable(assignments.get(assignment));
    }

    @Override
    public synchronized boolean everAssigned(JobId id, ClientId client) {
        MemoryJob job = jobs.get(id);
        return job != null && job.lastRoundOf.containsKey(client);
    }

    @Override
    public synchronized Optional<StoredModel> model(JobId id, long version) {
        return Optional.ofNullable(jobs.get(id)).map(job -> job.models.get(version));
    }

    @Override
    public synchronized List<ModelSummary> models(JobId id) {
        MemoryJob job = jobs.get(id);
        return job == null
                ? List.of()
                : job.models.values().stream().map(job::summary).toList();
    }

    @Override
    public synchronized List<byte[]> steps(JobId id, long since, long version) {
        MemoryJob job = jobs.get(id);
        return job == null || since > version
                ? List.of()
                : List.copyOf(job.steps.subMap(since, false, version, true).values());
    }

    @Override
    public synchronized List<String> artefacts(JobId id, long version) {
        MemoryJob job = jobs.get(id);
        return job == null ? List.of() : List.copyOf(job.artefactsOf(version).keySet());
    }

    @Override
    public synchronized Optional<byte[]> artefact(JobId id, long version, String name) {
        return Optional.ofNullable(jobs.get(id))
                .flatMap(job -> Optional.ofNullable(job.artefactsOf(version).get(name)));
    }

    @Override
    public synchronized Map<String, byte[]> uploadedArtefacts(AssignmentId assignment) {
        StoredAssignment known = assignments.get(assignment);
        MemoryJob job = known == null ? null : jobs.get(known.job());
        return job == null ? Map.of() : Map.copyOf(job.uploaded.getOrDefault(assignment, Collections.emptySortedMap()));
    }

    @Override
    public synchronized NamedState state(JobId id) {
        MemoryJob job = jobs.get(id);
        return job == null ? NamedState.EMPTY : job.state;
    }

    @Override
    public synchronized List<ClientTally> tallies(JobId id) {
        MemoryJob job = jobs.get(id);
        return job == null ? List.of() : job.tallies();
    }

    @Override
    public synchronized Map<ClientId, Reputation> reputations(Collection<ClientId> clients) {
        return scores.of(clients);
    }

    @Override
    public synchronized List<ClientId> disreputable(double below, long leastVerdicts) {
        return scores.below(below, leastVerdicts);
    }

    @Override
    public synchronized List<JobEvent> events(JobId id, long after, int limit) {
        MemoryJob job = jobs.get(id);
        return job == null
                ? List.of()
                : job.events.stream()
                        .filter(event -> event.id() > after)
                        .limit(limit)
                        .toList();
    }

    @Override
    public synchronized long lastEvent(JobId id) {
        MemoryJob job = jobs.get(id);
        return job == null ? 0 : job.lastEvent();
    }

    @Override
    public synchronized List<StoredMetric> metrics(JobId id) {
        return List.copyOf(known(id, job -> job.metrics));
    }

    @Override
    public synchronized List<StoredRoundSummary> rounds(JobId id) {
        return List.copyOf(known(id, job -> job.rounds));
    }

    @Override
    public synchronized Optional<RoundProgress> progress(JobId id) {
        return openRound(id).map(round -> progress(round, acceptedSoFar(id)));
    }

    private static RoundProgress progress(StoredRound round, List<StoredRound.AcceptedFrame> accepted) {
        Map<String, Integer> refused = new TreeMap<>();
        round.assignments().stream()
                .map(StoredAssignment::code)
                .filter(Objects::nonNull)
                .forEach(code -> refused.merge(code.word(), 1, Integer::sum));
        long bytesUp = accepted.stream().mapToLong(one -> one.frame().length).sum();
        return new RoundProgress(
                round.round(), round.openedAt(), round.assignments().size(), accepted.size(), refused, bytesUp);
    }

    @Override
    public synchronized List<AuditEntry> audit(long after, int limit) {
        return audit.stream().filter(line -> line.id() > after).limit(limit).toList();
    }

    /** Checks the unique keys of a database before anything is changed. */
    private void check(List<JournalEntry> entries) {
        Set<Object> keys = new HashSet<>();
        Set<AssignmentId> given = new HashSet<>();
        for (JournalEntry entry : entries) {
            if (entry instanceof JournalEntry.AssignmentGiven fresh) {
                StoredAssignment assignment = fresh.assignment();
                require(!isTaken(fresh, entries) && keys.add(assignment.id()) && keys.add(uniqueKey(fresh)), entry);
                given.add(assignment.id());
            } else if (decided(entry) != null) {
                AssignmentId assignment = Objects.requireNonNull(decided(entry));
                require((given.contains(assignment) || isOpen(assignment)) && keys.add(List.of(assignment)), entry);
            } else if (entry instanceof JournalEntry.EventAppended appended) {
                JobEvent event = appended.event();
                require(event.id() > lastEvent(event.job()) && keys.add(List.of(event.job(), event.id())), entry);
            }
        }
    }

    private boolean isTaken(JournalEntry.AssignmentGiven given, List<JournalEntry> entries) {
        StoredAssignment assignment = given.assignment();
        MemoryJob job = jobs.get(assignment.job());
        if (assignments.containsKey(assignment.id())) {
            return true;
        }
        if (job == null) {
            return false;
        }
        if (given.uniqueness() == JournalEntry.Uniqueness.WHILE_OPEN) {
            AssignmentId other = job.whileOpen.get(assignment.client());
            return other != null
                    && entries.subList(0, entries.indexOf(given)).stream().noneMatch(entry -> decides(entry, other));
        }
        Long last = job.lastRoundOf.get(assignment.client());
        return last != null && last == assignment.round();
    }

    private static boolean decides(JournalEntry entry, AssignmentId assignment) {
        return assignment.equals(decided(entry));
    }

    /** Returns the assignment whose status the entry decides, if any. */
    private static @Nullable AssignmentId decided(JournalEntry entry) {
        return switch (entry) {
            case JournalEntry.UpdateAccepted accepted -> accepted.assignment();
            case JournalEntry.UpdateRefused refused -> refused.assignment();
            case JournalEntry.AssignmentDeclined declined -> declined.assignment();
            case JournalEntry.AssignmentExpired expired -> expired.assignment();
            default -> null;
        };
    }

    private boolean isOpen(AssignmentId assignment) {
        StoredAssignment known = assignments.get(assignment);
        return known != null && known.fate() == Fate.OPEN;
    }

    private static List<Object> uniqueKey(JournalEntry.AssignmentGiven given) {
        StoredAssignment assignment = given.assignment();
        return given.uniqueness() == JournalEntry.Uniqueness.IN_ROUND
                ? List.of(assignment.job(), assignment.round(), assignment.client())
                : List.of(assignment.id(), assignment.job());
    }

    private static void require(boolean unique, JournalEntry entry) {
        if (!unique) {
            throw new JournalException("already in the journal: " + entry, new IllegalStateException("unique key"));
        }
    }

    private void apply(JournalEntry entry) {
        switch (entry) {
            case JournalEntry.JobCreated created -> jobs.put(created.job(), new MemoryJob(created.stored()));
            case JournalEntry.JobMoved moved -> move(existing(moved.job()), moved.state(), moved.reason());
            case JournalEntry.RoundOpened opened -> open(opened);
            case JournalEntry.AssignmentGiven given -> give(given);
            case JournalEntry.UpdateAccepted accepted -> accept(accepted);
            case JournalEntry.UpdateRefused refused -> refuse(refused);
            case JournalEntry.RefusalCounted counted ->
                assignments.computeIfPresent(counted.assignment(), (id, known) -> known.with(counted.refusals()));
            case JournalEntry.MetricsReported reported ->
                open(reported.job()).reports.put(reported.assignment(), reported.report());
            case JournalEntry.AssignmentDeclined declined ->
                decide(assigned(declined.assignment()).with(Fate.DECLINED, null, null), declined.round());
            case JournalEntry.AssignmentExpired expired ->
                decide(assigned(expired.assignment()).with(Fate.EXPIRED, null, null), expired.round());
            case JournalEntry.RoundFrozen frozen -> open(frozen.job()).frozen = true;
            case JournalEntry.RoundPublished published -> publish(published);
            case JournalEntry.RoundAbandoned abandoned -> abandon(abandoned);
            case JournalEntry.ModelStored stored -> keep(existing(stored.job()), stored.model(), stored.digest());
            case JournalEntry.ModelUploaded uploaded -> {
                MemoryJob job = existing(uploaded.job());
                job.stored = job.stored.laidOut(uploaded.model().layout());
                keep(job, uploaded.model(), uploaded.digest());
            }
            case JournalEntry.JobDeleted deleted -> {
                existing(deleted.job());
                jobs.remove(deleted.job());
                assignments.values().removeIf(assignment -> assignment.job().equals(deleted.job()));
            }
            case JournalEntry.StepStored stored -> existing(stored.job()).steps.put(stored.version(), stored.frame());
            case JournalEntry.ArtefactStored stored ->
                existing(stored.job())
                        .artefacts
                        .computeIfAbsent(stored.version(), any -> new TreeMap<>())
                        .put(stored.name(), stored.file());
            case JournalEntry.ArtefactUploaded uploaded ->
                existing(uploaded.job())
                        .uploaded
                        .computeIfAbsent(uploaded.assignment(), any -> new TreeMap<>())
                        .put(uploaded.name(), uploaded.file());
            case JournalEntry.StateStored stored -> {
                MemoryJob job = existing(stored.job());
                job.state = job.state.with(stored.changes());
            }
            case JournalEntry.Credited credited -> scores.credit(credited.more());
            case JournalEntry.MetricStored metric ->
                existing(metric.job()).metrics.add(metric.metric());
            case JournalEntry.EventAppended appended -> tell(existing(appended.job()), appended.event());
            case JournalEntry.Audited audited -> note(audited);
        }
    }

    private static void move(MemoryJob job, JobState state, @Nullable String reason) {
        job.stored = job.stored.in(state, reason);
    }

    private void open(JournalEntry.RoundOpened opened) {
        MemoryJob job = existing(opened.job());
        MemoryJob.Open round = new MemoryJob.Open(opened);
        round.assigned.addAll(job.whileOpen.values());
        round.reports.putAll(job.waitingReports);
        job.waitingReports.clear();
        job.open = Optional.of(round);
    }

    private void give(JournalEntry.AssignmentGiven given) {
        StoredAssignment assignment = given.assignment();
        MemoryJob job = existing(assignment.job());
        assignments.put(assignment.id(), assignment);
        counts(assignment);
        open(assignment.job()).assigned.add(assignment.id());
        job.lastRoundOf.put(assignment.client(), assignment.round());
        if (given.uniqueness() == JournalEntry.Uniqueness.WHILE_OPEN) {
            job.whileOpen.put(assignment.client(), assignment.id());
        }
    }

    private void decide(StoredAssignment decided, long round) {
        become(decided.id(), decided.in(round));
        existing(decided.job()).whileOpen.remove(decided.client(), decided.id());
    }

    private void accept(JournalEntry.UpdateAccepted accepted) {
        StoredAssignment known = assigned(accepted.assignment());
        counts(known).accepted(open(accepted.job()).opened.modelVersion() - known.modelVersion());
        decide(known.with(Fate.ACCEPTED, null, accepted.digest()), accepted.round());
        open(accepted.job()).accepted.add(new StoredRound.AcceptedFrame(accepted.assignment(), accepted.frame()));
    }

    private void refuse(JournalEntry.UpdateRefused refused) {
        StoredAssignment known = assigned(refused.assignment());
        counts(known).refused(refused.code());
        decide(known.with(refused.fate(), refused.code(), refused.digest()), refused.round());
    }

    private MemoryJob.Counts counts(StoredAssignment assignment) {
        return existing(assignment.job()).counts.computeIfAbsent(assignment.client(), any -> new MemoryJob.Counts());
    }

    private void publish(JournalEntry.RoundPublished published) {
        MemoryJob job = existing(published.job());
        close(job, published.summary(), Fate.COUNTED);
        job.stored = job.stored.afterPublication().at(job.stored.modelVersion());
    }

    private void abandon(JournalEntry.RoundAbandoned abandoned) {
        MemoryJob job = existing(abandoned.job());
        close(job, abandoned.summary(), Fate.DISCARDED);
        job.stored = job.stored.afterAbandonment();
    }

    private void close(MemoryJob job, StoredRoundSummary summary, Fate fateOfAccepted) {
        MemoryJob.Open closing = open(job.stored.id());
        closing.assigned.forEach(id -> {
            StoredAssignment assignment = assigned(id);
            if (assignment.fate() == Fate.ACCEPTED) {
                become(id, assignment.with(fateOfAccepted, null, assignment.digest()));
            } else if (job.isWaiting(assignment)) {
                Optional.ofNullable(closing.reports.get(id)).ifPresent(report -> job.waitingReports.put(id, report));
            } else if (assignment.fate() == Fate.OPEN) {
                become(id, assignment.with(Fate.EXPIRED, null, null));
            }
        });
        job.uploaded.keySet().removeIf(id -> !job.isWaiting(assignments.get(id)));
        if (keeping == Keeping.OPEN) {
            closing.assigned.stream()
                    .filter(id -> !job.isWaiting(assignments.get(id)))
                    .forEach(assignments::remove);
        }
        job.rounds.add(summary);
        job.open = Optional.empty();
    }

    private void tell(MemoryJob job, JobEvent event) {
        job.events.add(event);
        if (job.events.size() > keptEvents) {
            job.events.remove();
        }
    }

    private void note(JournalEntry.Audited audited) {
        audit.add(new AuditEntry(
                audit.size() + 1,
                audited.at(),
                audited.actor(),
                audited.action(),
                audited.job(),
                audited.client(),
                audited.assignment(),
                audited.detail()));
    }

    private void keep(MemoryJob job, StoredModel model, String digest) {
        job.digests.put(model.version(), digest);
        job.models.put(model.version(), model);
        job.stored = job.stored.at(model.version());
        job.steps.headMap(model.version() - KEPT_VERSIONS, true).clear();
        Predicate<Long> old = version -> version != 0 && version <= model.version() - keptModels;
        while (job.models.size() > 1) {
            Long oldest = job.models.higherKey(0L);
            if (oldest == null || !old.test(oldest)) {
                return;
            }
            job.models.remove(oldest);
            job.artefacts.remove(oldest);
            job.digests.remove(oldest);
        }
    }

    private void become(AssignmentId id, StoredAssignment assignment) {
        assignments.put(id, assignment);
    }

    private StoredAssignment assigned(AssignmentId id) {
        StoredAssignment assignment = assignments.get(id);
        if (assignment == null) {
            throw new IllegalStateException("no assignment " + id);
        }
        return assignment;
    }

    private MemoryJob.Open open(JobId id) {
        return existing(id).open.orElseThrow(() -> new IllegalStateException("job " + id + " has no open round"));
    }

    private <T> List<T> known(JobId id, Function<MemoryJob, List<T>> list) {
        MemoryJob job = jobs.get(id);
        return job == null ? List.of() : list.apply(job);
    }

    private MemoryJob existing(JobId id) {
        MemoryJob job = jobs.get(id);
        if (job == null) {
            throw new IllegalStateException("no job " + id);
        }
        return job;
    }
}
