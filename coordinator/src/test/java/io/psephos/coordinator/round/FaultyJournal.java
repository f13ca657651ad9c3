package io.psephos.coordinator.round;

import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.journal.AuditEntry;
import io.psephos.coordinator.journal.ClientTally;
import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.JournalEntry;
import io.psephos.coordinator.journal.JournalException;
import io.psephos.coordinator.journal.ModelSummary;
import io.psephos.coordinator.journal.Records;
import io.psephos.coordinator.journal.Reputation;
import io.psephos.coordinator.journal.RoundProgress;
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
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A journal that fails on demand, and refuses every call once its process is declared dead. */
final class FaultyJournal implements Journal, Records {
    private final Journal journal;
    private Supplier<Fault> plan = () -> Fault.NONE;
    private Runnable beforeCommit = () -> {};
    private boolean dead;
    private int commits;
    private int left = Integer.MAX_VALUE;

    /** The fault of a commit. */
    enum Fault {
        NONE,
        /** It throws and has no effect. */
        BEFORE,
        /** It takes effect and throws: a lost answer. */
        AFTER,
        /** The process dies before it takes effect. */
        DEATH_BEFORE,
        /** The process dies after it took effect. */
        DEATH_AFTER
    }

    FaultyJournal(Journal journal) {
        this.journal = journal;
    }

    void failNext(Fault fault) {
        int[] left = {1};
        plan = () -> left[0]-- > 0 ? fault : Fault.NONE;
    }

    /** Sets the source of faults, asked for each commit. */
    void plan(Supplier<Fault> faults) {
        plan = faults;
    }

    /** Has only so many of the accepted frames from now on, as after damage to what holds them. */
    void loseFramesBut(int left) {
        this.left = left;
    }

    void beforeCommit(Runnable action) {
        beforeCommit = action;
    }

    /** Starts a new process. */
    synchronized void revive() {
        dead = false;
    }

    synchronized int commits() {
        return commits;
    }

    synchronized boolean isDead() {
        return dead;
    }

    @Override
    public void commit(List<JournalEntry> entries) {
        beforeCommit.run();
        commitNow(entries);
    }

    private synchronized void commitNow(List<JournalEntry> entries) {
        requireAlive();
        Fault fault = plan.get();
        if (fault == Fault.DEATH_BEFORE) {
            dead = true;
        }
        if (fault == Fault.NONE || fault == Fault.AFTER || fault == Fault.DEATH_AFTER) {
            journal.commit(entries);
            commits++;
        }
        if (fault == Fault.DEATH_AFTER) {
            dead = true;
        }
        if (fault != Fault.NONE) {
            throw broken(fault.name());
        }
    }

    private Journal alive() {
        requireAlive();
        return journal;
    }

    private synchronized void requireAlive() {
        if (dead) {
            throw broken("dead");
        }
    }

    private static JournalException broken(String why) {
        return new JournalException("storage fails: " + why, new IOException(why));
    }

    @Override
    public List<StoredJob> jobs() {
        return alive().jobs();
    }

    @Override
    public Optional<StoredRound> openRound(JobId job) {
        return alive().openRound(job);
    }

    @Override
    public void accepted(JobId job, Consumer<StoredRound.AcceptedFrame> reader) {
        alive().accepted(job, frame -> {
            if (left-- > 0) {
                reader.accept(frame);
            }
        });
    }

    @Override
    public Optional<StoredAssignment> assignment(AssignmentId assignment) {
        return alive().assignment(assignment);
    }

    @Override
    public boolean everAssigned(JobId job, ClientId client) {
        return ((Records) alive()).everAssigned(job, client);
    }

    @Override
    public Optional<StoredModel> model(JobId job, long version) {
        return alive().model(job, version);
    }

    @Override
    public List<JobEvent> events(JobId job, long after, int limit) {
        return ((Records) alive()).events(job, after, limit);
    }

    @Override
    public long lastEvent(JobId job) {
        return alive().lastEvent(job);
    }

    @Override
    public List<StoredMetric> metrics(JobId job) {
        return ((Records) alive()).metrics(job);
    }

    @Override
    public List<StoredRoundSummary> rounds(JobId job) {
        return ((Records) alive()).rounds(job);
    }

    @Override
    public List<ModelSummary> models(JobId job) {
        return ((Records) alive()).models(job);
    }

    @Override
    public List<byte[]> steps(JobId job, long since, long version) {
        return alive().steps(job, since, version);
    }

    @Override
    public NamedState state(JobId job) {
        return alive().state(job);
    }

    @Override
    public List<String> artefacts(JobId job, long version) {
        return alive().artefacts(job, version);
    }

    @Override
    public Optional<byte[]> artefact(JobId job, long version, String name) {
        return alive().artefact(job, version, name);
    }

    @Override
    public Map<String, byte[]> uploadedArtefacts(AssignmentId assignment) {
        return alive().uploadedArtefacts(assignment);
    }

    @Override
    public Optional<RoundProgress> progress(JobId job) {
        return ((Records) alive()).progress(job);
    }

    @Override
    public List<ClientTally> tallies(JobId job) {
        return ((Records) alive()).tallies(job);
    }

    @Override
    public Map<ClientId, Reputation> reputations(Collection<ClientId> clients) {
        return ((Records) alive()).reputations(clients);
    }

    @Override
    public List<ClientId> disreputable(double below, long leastVerdicts) {
        return ((Records) alive()).disreputable(below, leastVerdicts);
    }

    @Override
    public List<AuditEntry> audit(long after, int limit) {
        return ((Records) alive()).audit(after, limit);
    }
}
