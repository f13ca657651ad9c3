package io.psephos.coordinator.round;

import io.psephos.compression.chain.StepChain;
import io.psephos.coordinator.ClientCalls.Call;
import io.psephos.coordinator.ClientCalls.Declining;
import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.coordinator.ClientCalls.Reported;
import io.psephos.coordinator.ClientCalls.Submission;
import io.psephos.coordinator.OperatorCalls.Move;
import io.psephos.coordinator.OperatorCalls.Moved;
import io.psephos.coordinator.OperatorCalls.Uploaded;
import io.psephos.coordinator.Participant;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.job.JobView;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.coordinator.journal.StoredJob;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.ExtensionException;
import io.psephos.protocol.JobId;
import io.psephos.protocol.MissingExtensionException;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Receipt;
import io.psephos.protocol.model.ForeignModel;
import io.psephos.robustness.filter.FilterState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The runner of one job: changes are commands of its single writer, reads are snapshots. */
final class JobRunner {
    private static final System.Logger LOG = System.getLogger(JobRunner.class.getName());
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Ports ports;
    private final JobId id;
    private final JobContext context;
    private final RoundClock clock;
    private final Mailbox mailbox;
    private final AtomicBoolean willRetry = new AtomicBoolean();
    private @Nullable JobCache cache;
    private final AtomicReference<@Nullable ExtensionException> failing = new AtomicReference<>();
    private volatile boolean standsStill;
    private boolean deleted;

    /**
     * @param index the index to keep the job's open assignments in
     * @param turns the turns of all jobs
     */
    JobRunner(Ports ports, Announcements announcements, StoredJob stored, AssignmentIndex index, Turns turns) {
        this.ports = ports;
        this.id = stored.id();
        this.context = new JobContext(ports, announcements, stored, new OpenAssignments(index, this, turns));
        this.clock = new RoundClock(ports.time(), context.policy().update().deadline(), this::tick);
        this.mailbox = new Mailbox(ports.journal(), ports.writer(), this::forget);
    }

    JobView view() {
        return context.stored().view();
    }

    boolean hasEnded() {
        return context.stored().state().hasEnded();
    }

    boolean isRunning() {
        return context.isRunning();
    }

    boolean sees(Participant client) {
        return context.sees(client);
    }

    boolean isCapable(Participant client) {
        return context.isCapable(client);
    }

    /** Whether it needs an extension that is not here, so that it has nothing for clients. */
    boolean standsStill() {
        return standsStill;
    }

    long frameLimit() {
        try {
            return context.intake().frameLimit();
        } catch (ExtensionException e) {
            fail(e);
            throw e;
        }
    }

    /** Returns the assignment, if it is of the open round and undecided. */
    @Nullable
    StoredAssignment openAssignment(AssignmentId assignment) {
        return context.openAssignments().get(assignment);
    }

    Optional<StoredAssignment> openAssignmentOf(ClientId client) {
        return context.openAssignments().of(client);
    }

    Optional<StoredModel> model(long version) {
        StoredModel newest = context.latest();
        if (newest != null && (version < 0 || version == newest.version())) {
            return Optional.of(newest);
        }
        return ports.journal()
                .model(id, version < 0 ? context.stored().modelVersion() : version)
                .map(older -> older.carrying(
                        newest == null ? JobRecovery.carried(ports.journal(), context.stored()) : newest.carried()));
    }

    Optional<byte[]> delta(long since, long version) {
        List<byte[]> frames = ports.journal().steps(id, since, version);
        return frames.size() == version - since
                ? model(version).map(model -> StepChain.chain(frames, model.parameters()))
                : Optional.empty();
    }

    void countDownload(long bytes) {
        context.countDownload(bytes);
    }

    /** Checks a frame that was sent for the assignment. */
    Intake.Examined examine(StoredAssignment assignment, byte[] frame) {
        try {
            return context.intake().examine(assignment.client(), frame, assignment.modelVersion());
        } catch (ExtensionException e) {
            fail(e);
            throw e;
        }
    }

    /** Restores the job from the journal and continues its open round. */
    CompletableFuture<Boolean> recover() {
        return mailbox.submit(batch -> {
            takeUp(batch);
            return true;
        });
    }

    CompletableFuture<Moved> move(Move move, String actor) {
        return mailbox.submit(batch -> {
            JobCache current = move == Move.STOP ? toBeStopped() : cache();
            Moved moved = new JobLifecycle(
                            end(batch),
                            current,
                            context.writer(current, batch),
                            new RosterWatch(context, current, batch))
                    .move(move, actor);
            context.showLater(current, batch);
            return moved;
        });
    }

    CompletableFuture<Uploaded> upload(ForeignModel model, String actor) {
        return mailbox.submit(batch -> {
            JobCache current = cache();
            Uploaded uploaded = modelOperations(current, batch).upload(model, actor);
            context.showLater(current, batch);
            return uploaded;
        });
    }

    CompletableFuture<Moved> rollback(long version, String actor) {
        return mailbox.submit(batch -> {
            if (deleted) {
                return new Moved.Unknown();
            }
            JobCache current = cache();
            Moved moved = modelOperations(current, batch)
                    .rollback(version, ports.journal().model(id, version).orElse(null), actor);
            context.showLater(current, batch);
            return moved;
        });
    }

    CompletableFuture<Moved> delete(String actor) {
        return mailbox.submit(batch -> {
            if (deleted) {
                return new Moved.Unknown();
            }
            Moved moved = modelOperations(cache(), batch).delete(actor);
            if (moved instanceof Moved.Done) {
                batch.afterwards(() -> deleted = true);
            }
            return moved;
        });
    }

    CompletableFuture<OfferOutcome> offer(Participant client) {
        return mailbox.submit(batch -> commands(batch).offer(client));
    }

    /** @param arrived when the frame's last byte came, as uptime */
    CompletableFuture<Submission> submit(
            ClientId client, AssignmentId assignment, Intake.Examined examined, Duration arrived) {
        return mailbox.submit(batch -> commands(batch).judge(client, assignment, examined, arrived));
    }

    CompletableFuture<Optional<Receipt>> decline(ClientId client, AssignmentId assignment, Declining declining) {
        return mailbox.submit(batch -> commands(batch).decline(client, assignment, declining));
    }

    CompletableFuture<Reported> report(ClientId client, AssignmentId assignment, ClientReport report) {
        return mailbox.submit(batch -> reports(batch).report(client, assignment, report));
    }

    CompletableFuture<Reported> takeArtefact(ClientId client, AssignmentId assignment, String name, byte[] file) {
        return CompletableFuture.supplyAsync(() -> context.artefacts().objection(name, file), ports.compute())
                .thenCompose(objection ->
                        mailbox.submit(batch -> reports(batch).artefact(client, assignment, name, file, objection)));
    }

    CompletableFuture<Boolean> noteRefusal(
            ClientId client, AssignmentId assignment, Call call, ProblemCode code, String detail) {
        return mailbox.submit(batch -> reports(batch).noteRefusal(client, assignment, call, code, detail));
    }

    /** Declines the client's open assignments in this job. */
    CompletableFuture<Boolean> withdraw(ClientId client, String reason) {
        return mailbox.submit(batch -> {
            commands(batch).withdraw(client, reason);
            return true;
        });
    }

    /** Checks the roster alarm after a client became available. */
    void arrived(Participant client) {
        if (RosterWatch.isNeeded(context.spec()) && context.sees(client)) {
            mailbox.post(batch -> new RosterWatch(context, cache(), batch).look());
        }
    }

    CompletableFuture<Optional<Receipt>> fate(ClientId client, AssignmentId assignment) {
        return mailbox.submit(batch -> commands(batch).fate(client, assignment));
    }

    /** Returns the state of the job's filters. */
    CompletableFuture<FilterState> filterState() {
        return mailbox.submit(batch -> context.filterStage().state(cache()));
    }

    JobId id() {
        return id;
    }

    /** Returns the turn at which the job was last given a client; lower ones have waited longer. */
    long turn() {
        return context.openAssignments().turn();
    }

    /** Whether the client queues for a slot of this job. */
    boolean isQueued(ClientId client) {
        return context.policy().hasWaitingList() && context.waitingList().has(client);
    }

    /** Takes the client out of the queue, since it was given work elsewhere, and tells those behind it. */
    void leaveLine(ClientId client) {
        context.waitingList().leave(client);
        mailbox.post(this::announceSlots);
    }

    private void callAgain() {
        WaitingList line = context.waitingList();
        if (line.mayCall()) {
            ports.time().after(WaitingList.PATIENCE.dividedBy(2), () -> {
                line.called();
                mailbox.post(this::announceSlots);
            });
        }
    }

    private void announceSlots(Batch batch) {
        if (!hasEnded()) {
            context.writer(cache(), batch).announceSlots();
        }
    }

    private void takeUp(Batch batch) {
        JobCache current = cache();
        if (current.job().state() == JobState.RUNNING && current.round() == null) {
            context.writer(current, batch).openRound();
        }
        announceSlots(batch);
        new RosterWatch(context, current, batch).look();
        context.showLater(current, batch);
    }

    private void aggregateSoon() {
        mailbox.post(batch -> end(batch).aggregate());
    }

    private void tick(long number) {
        mailbox.post(batch -> {
            if (context.policy().assignmentsOutliveRounds()) {
                RoundEnd end = end(batch);
                end.aggregate();
                end.expireAssignments();
                end.closeIfDue();
                return;
            }
            Collecting round = cache().collecting();
            if (round != null && round.number() == number) {
                end(batch).closeIfDue();
            }
        });
    }

    private ModelOperations modelOperations(JobCache current, Batch batch) {
        return new ModelOperations(context, current, context.writer(current, batch));
    }

    private RoundEnd end(Batch batch) {
        return new RoundEnd(context, clock, this::aggregateSoon, cache(), batch);
    }

    private AssignmentCommands commands(Batch batch) {
        return new AssignmentCommands(context, clock, atTheOpenRound(batch), this::callAgain, cache(), batch);
    }

    private ReportCommands reports(Batch batch) {
        atTheOpenRound(batch);
        return new ReportCommands(context, cache(), batch);
    }

    /** Where updates belong to the round in which they arrive, a frozen round is published first. */
    private RoundEnd atTheOpenRound(Batch batch) {
        RoundEnd end = end(batch);
        if (context.policy().assignmentsOutliveRounds()) {
            end.aggregate();
        }
        return end;
    }

    private JobCache cache() {
        JobCache current = cache;
        if (current == null) {
            current = recovery().read(id);
            cache = current;
            restore(current);
        }
        return current;
    }

    /** The job, without its updates where nobody can read them, as their extension is not here. */
    private JobCache toBeStopped() {
        try {
            return cache();
        } catch (MissingExtensionException e) {
            JobCache withoutUpdates = recovery().withoutUpdates(id);
            cache = withoutUpdates;
            return withoutUpdates;
        }
    }

    private JobRecovery recovery() {
        return new JobRecovery(
                ports.journal(), context.intake(), new FoldFactory(ports.roots(), ports.compute()), context.draw());
    }

    private void restore(JobCache read) {
        context.show(read.job(), read.parameters(), read.carried());
        if (context.policy().assignmentsOutliveRounds()) {
            restoreDeadlines(read.round());
        } else {
            restoreCohort(read.collecting());
        }
        if (read.round() instanceof Aggregating) {
            aggregateSoon();
        }
    }

    private void restoreCohort(@Nullable Collecting round) {
        if (round == null || round.asked().isEmpty()) {
            clock.reset();
        } else {
            round.openAssignments().forEach(live -> context.openAssignments().put(live.assignment()));
            clock.start(round);
            tick(round.number());
        }
    }

    /** Restores the deadlines of assignments that outlive rounds, in whatever phase their round is. */
    private void restoreDeadlines(@Nullable Round round) {
        clock.reset();
        if (round != null) {
            round.openAssignments().forEach(live -> {
                context.openAssignments().put(live.assignment());
                clock.start(round, live);
            });
            tick(round.number());
        }
    }

    /** Drops the cache, and posts a command that reads it again, or that ends a job whose extension failed. */
    private void forget(Throwable failure) {
        cache = null;
        context.openAssignments().clear();
        clock.stop();
        if (failure instanceof ExtensionException failed && failing.get() == null) {
            fail(failed);
            return;
        }
        if (!deleted && willRetry.compareAndSet(false, true)) {
            try {
                ports.time().after(RETRY, this::retry);
            } catch (RuntimeException e) {
                willRetry.set(false);
                throw e;
            }
        }
    }

    /**
     * Fails the job, for the reason that its extension gave. A job whose extension is not here stands until the process
     * is started with it.
     */
    private void fail(ExtensionException failure) {
        if (failure instanceof MissingExtensionException) {
            if (!standsStill) {
                standsStill = true;
                LOG.log(System.Logger.Level.ERROR, "job {0} stands still: {1}", id, failure.getMessage());
            }
            return;
        }
        if (failing.compareAndSet(null, failure)) {
            LOG.log(System.Logger.Level.ERROR, "job " + id + " fails by an extension", failure);
            mailbox.post(batch -> fail(batch, failure));
        }
    }

    /** Fails the job as it stands in this batch; where nothing of it is known, without its updates, which may not be readable. */
    private void fail(Batch batch, ExtensionException failure) {
        batch.afterwards(() -> failing.set(null));
        if (deleted) {
            return;
        }
        JobCache current = cache == null ? recovery().withoutUpdates(id) : cache;
        cache = current;
        if (!current.job().state().hasEnded()) {
            end(batch).fail(String.valueOf(failure.getMessage()));
            context.showLater(current, batch);
        }
    }

    private void retry() {
        willRetry.set(false);
        ExtensionException failure = failing.get();
        mailbox.post(failure == null ? this::takeUp : batch -> fail(batch, failure));
    }
}
