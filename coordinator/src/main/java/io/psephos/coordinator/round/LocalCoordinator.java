package io.psephos.coordinator.round;

import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.Participant;
import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.job.JobView;
import io.psephos.coordinator.job.Standing;
import io.psephos.coordinator.jobfile.Notes;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.coordinator.journal.StoredJob;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.ExtensionException;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Problem;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Receipt;
import io.psephos.protocol.model.ForeignModel;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The coordinator of one process, which runs jobs side by side, each with its own writer and no shared lock. */
public final class LocalCoordinator implements Coordinator {
    private static final Duration PACE = Duration.ofSeconds(1);
    /**
     * The order of jobs for a client: those where it has an open assignment, the oldest leading; the others in turn, and
     * the one that it served last behind all, so that no job holds a client that another one waits for.
     */
    private static final Comparator<OfferSource> BY_TURN = Comparator.comparing(OfferSource::openSince)
            .thenComparing(OfferSource::wasLast)
            .thenComparing(OfferSource::turn);

    private final Ports ports;
    private final Announcements announcements = new Announcements();
    private final AtomicLong order = new AtomicLong();
    private final AssignmentIndex index = new AssignmentIndex();
    private final Turns turns = new Turns();
    private static final System.Logger LOG = System.getLogger(LocalCoordinator.class.getName());

    private final Map<Long, JobRunner> runners = new ConcurrentSkipListMap<>();
    private final Map<Long, JobRunner> active = new ConcurrentSkipListMap<>();
    private final Map<JobId, JobRunner> byId = new ConcurrentHashMap<>();

    private LocalCoordinator(Ports ports) {
        this.ports = ports;
    }

    /** Opens a coordinator that continues the journal's jobs. */
    public static LocalCoordinator open(Ports ports) {
        LocalCoordinator coordinator = new LocalCoordinator(ports);
        List<CompletableFuture<Boolean>> recoveries = ports.journal().jobs().stream()
                .map(coordinator::add)
                .filter(runner -> !runner.hasEnded())
                .map(JobRunner::recover)
                .toList();
        recoveries.forEach(LocalCoordinator::await);
        return coordinator;
    }

    /**
     * Waits for a job's recovery; a job that cannot be read does not hold up the others, and its runner tries again.
     */
    private static void await(CompletableFuture<Boolean> recovery) {
        try {
            recovery.join();
        } catch (CompletionException e) {
            LOG.log(System.Logger.Level.ERROR, "a job could not be recovered", e.getCause());
        }
    }

    @Override
    public CompletionStage<JobView> create(JobSpec spec, String actor) {
        return CompletableFuture.supplyAsync(
                () -> add(new JobCreation(ports).create(spec, actor)).view(), ports.writer());
    }

    @Override
    public List<Problem.Violation> lacks(JobSpec spec) {
        return new JobCreation(ports).lacks(spec);
    }

    @Override
    public Optional<JobView> job(JobId job) {
        return Optional.ofNullable(byId.get(job)).map(JobRunner::view);
    }

    @Override
    public List<Notes.Note> notes(JobView job) {
        return Notes.on(job.spec(), new JobSurroundings(ports, job.state().hasEnded()));
    }

    @Override
    public List<JobView> jobs() {
        return runners.values().stream().map(JobRunner::view).toList();
    }

    @Override
    public CompletionStage<Moved> move(JobId job, Move move, String actor) {
        JobRunner runner = byId.get(job);
        return runner == null ? CompletableFuture.completedFuture(new Moved.Unknown()) : runner.move(move, actor);
    }

    @Override
    public CompletionStage<Uploaded> upload(JobId job, ForeignModel model, String actor) {
        JobRunner runner = byId.get(job);
        return runner == null ? CompletableFuture.completedFuture(new Uploaded.Unknown()) : runner.upload(model, actor);
    }

    @Override
    public CompletionStage<Moved> rollback(JobId job, long version, String actor) {
        JobRunner runner = byId.get(job);
        return runner == null
                ? CompletableFuture.completedFuture(new Moved.Unknown())
                : runner.rollback(version, actor);
    }

    @Override
    public CompletionStage<Moved> delete(JobId job, String actor) {
        JobRunner runner = byId.get(job);
        return runner == null
                ? CompletableFuture.completedFuture(new Moved.Unknown())
                : runner.delete(actor).thenApply(moved -> forgotten(runner, job, moved));
    }

    private Moved forgotten(JobRunner runner, JobId job, Moved moved) {
        if (moved instanceof Moved.Done) {
            byId.remove(job, runner);
            runners.values().remove(runner);
            active.values().remove(runner);
        }
        return moved;
    }

    @Override
    public CompletionStage<OfferOutcome> offer(Participant client, @Nullable JobId only) {
        return (only == null ? offerOfAny(client) : offerOf(client, byId.get(only)))
                .thenApply(outcome -> leavingLines(client, outcome));
    }

    private CompletionStage<OfferOutcome> offerOfAny(Participant client) {
        Iterator<JobRunner> candidates = active().stream()
                .filter(runner ->
                        runner.isRunning() && !runner.standsStill() && runner.sees(client) && runner.isCapable(client))
                .map(runner -> offerSource(runner, client))
                .sorted(BY_TURN)
                .map(OfferSource::runner)
                .iterator();
        return firstOffer(client, candidates);
    }

    /** Takes a client that was given work out of the queues of other jobs, where it would keep those behind it waiting. */
    private OfferOutcome leavingLines(Participant client, OfferOutcome outcome) {
        if (outcome instanceof OfferOutcome.Offered) {
            active().stream()
                    .filter(runner -> runner.isQueued(client.id()))
                    .forEach(runner -> runner.leaveLine(client.id()));
        }
        return outcome;
    }

    /**
     * A job that may have an offer, as it stands while candidates are sorted.
     *
     * @param openSince when the client's open assignment was given
     * @param wasLast whether the client's last assignment was the job's
     * @param turn when the job was last given a client
     */
    private record OfferSource(JobRunner runner, Instant openSince, boolean wasLast, long turn) {}

    private OfferSource offerSource(JobRunner runner, Participant client) {
        return new OfferSource(
                runner, openSince(runner, client), turns.isLast(client.id(), runner.id()), runner.turn());
    }

    @Override
    public CompletionStage<OptionalLong> frameLimit(ClientId client, AssignmentId assignment) {
        JobRunner holding = index.runnerOf(assignment);
        StoredAssignment open = holding == null ? null : holding.openAssignment(assignment);
        if (holding != null && open != null) {
            return CompletableFuture.completedFuture(
                    open.client().equals(client) ? OptionalLong.of(holding.frameLimit()) : OptionalLong.empty());
        }
        return history(client, assignment)
                .thenApply(found -> found.map(known -> byId.get(known.job()))
                        .map(runner -> OptionalLong.of(runner.frameLimit()))
                        .orElseGet(OptionalLong::empty));
    }

    @Override
    public CompletionStage<Submission> submit(ClientId client, AssignmentId assignment, byte[] frame) {
        Duration arrived = ports.time().uptime();
        JobRunner holding = index.runnerOf(assignment);
        StoredAssignment open = holding == null ? null : holding.openAssignment(assignment);
        if (holding != null && open != null && open.client().equals(client)) {
            return CompletableFuture.supplyAsync(() -> holding.examine(open, frame), ports.compute())
                    .thenCompose(examined -> holding.submit(client, assignment, examined, arrived));
        }
        return submitLate(client, assignment, frame, arrived);
    }

    @Override
    public CompletionStage<Optional<Receipt>> fate(ClientId client, AssignmentId assignment) {
        return withRunner(client, assignment, runner -> runner.fate(client, assignment), Optional.empty());
    }

    @Override
    public CompletionStage<Optional<Receipt>> decline(ClientId client, AssignmentId assignment, Declining declining) {
        return withRunner(
                client, assignment, runner -> runner.decline(client, assignment, declining), Optional.empty());
    }

    @Override
    public CompletionStage<Reported> report(ClientId client, AssignmentId assignment, ClientReport report) {
        return withRunner(
                client, assignment, runner -> runner.report(client, assignment, report), new Reported.Unknown());
    }

    @Override
    public CompletionStage<Reported> sendArtefact(ClientId client, AssignmentId assignment, String name, byte[] file) {
        return withRunner(
                client,
                assignment,
                runner -> runner.takeArtefact(client, assignment, name, file),
                new Reported.Unknown());
    }

    @Override
    public CompletionStage<Boolean> noteRefusal(
            ClientId client, AssignmentId assignment, Call call, ProblemCode code, String detail) {
        return withRunner(
                client, assignment, runner -> runner.noteRefusal(client, assignment, call, code, detail), false);
    }

    @Override
    public CompletionStage<Void> withdraw(ClientId client, String reason) {
        turns.forget(client);
        return CompletableFuture.allOf(
                active().stream().map(runner -> runner.withdraw(client, reason)).toArray(CompletableFuture[]::new));
    }

    @Override
    public void arrived(Participant client) {
        active().forEach(runner -> runner.arrived(client));
    }

    @Override
    public Optional<StoredModel> model(JobId job, long version) {
        return Optional.ofNullable(byId.get(job)).flatMap(runner -> runner.model(version));
    }

    @Override
    public Optional<byte[]> delta(JobId job, long since, long version) {
        return Optional.ofNullable(byId.get(job)).flatMap(runner -> runner.delta(since, version));
    }

    @Override
    public Optional<byte[]> artefact(JobId job, long version, String name) {
        return byId.containsKey(job) ? ports.journal().artefact(job, version, name) : Optional.empty();
    }

    @Override
    public CompletionStage<List<Standing>> standings(JobId job) {
        JobRunner runner = byId.get(job);
        return runner == null
                ? CompletableFuture.completedFuture(List.of())
                : runner.filterState()
                        .thenApplyAsync(
                                known -> new ClientStatistics(runner.view().spec(), known)
                                        .of(ports.records().tallies(job)),
                                ports.writer());
    }

    @Override
    public void countDownload(JobId job, long bytes) {
        JobRunner runner = byId.get(job);
        if (runner != null) {
            runner.countDownload(bytes);
        }
    }

    @Override
    public boolean everAssigned(JobId job, ClientId client) {
        JobRunner runner = byId.get(job);
        return runner != null
                && (runner.openAssignmentOf(client).isPresent()
                        || ports.records().everAssigned(job, client));
    }

    @Override
    public boolean sees(Participant client, JobId job) {
        JobRunner runner = byId.get(job);
        return runner != null && runner.sees(client);
    }

    @Override
    public AutoCloseable onFreeSlots(Consumer<FreeSlots> listener) {
        return announcements.onFreeSlots(listener);
    }

    @Override
    public Waiting waits(ClientId client) {
        return announcements.waits(client);
    }

    @Override
    public AutoCloseable onEvents(Consumer<JobEvent> listener) {
        return announcements.onEvents(listener);
    }

    private JobRunner add(StoredJob job) {
        JobRunner runner = new JobRunner(ports, announcements, job, index, turns);
        byId.put(job.id(), runner);
        long place = order.incrementAndGet();
        runners.put(place, runner);
        active.put(place, runner);
        return runner;
    }

    /** Returns the jobs that have not ended, oldest first. */
    private Collection<JobRunner> active() {
        active.values().removeIf(JobRunner::hasEnded);
        return active.values();
    }

    private CompletionStage<OfferOutcome> offerOf(Participant client, @Nullable JobRunner runner) {
        if (runner == null || !runner.sees(client)) {
            return CompletableFuture.completedFuture(new OfferOutcome.Unknown());
        }
        if (!runner.isCapable(client)) {
            return CompletableFuture.completedFuture(new OfferOutcome.Incapable(
                    "the job needs a codec, a regularizer or a size that the client does not have"));
        }
        if (runner.hasEnded()) {
            return CompletableFuture.completedFuture(new OfferOutcome.Ended());
        }
        return runner.offer(client);
    }

    /** What one job of several has for the client: nothing where its extension is not here or fails, so that others are asked. */
    private static CompletableFuture<OfferOutcome> offer(JobRunner runner, Participant client) {
        return runner.offer(client)
                .exceptionallyCompose(failure -> failure instanceof ExtensionException
                        ? CompletableFuture.completedFuture(new OfferOutcome.NothingNow(PACE))
                        : CompletableFuture.failedFuture(failure));
    }

    /** Asks one job after another; those that answer at once are asked in a loop, so that the stack stays flat. */
    private CompletionStage<OfferOutcome> firstOffer(Participant client, Iterator<JobRunner> candidates) {
        while (candidates.hasNext()) {
            CompletableFuture<OfferOutcome> answer = offer(candidates.next(), client);
            if (!answer.isDone()) {
                return answer.thenCompose(outcome -> offerOrNext(outcome, client, candidates));
            }
            if (answer.isCompletedExceptionally() || answer.join() instanceof OfferOutcome.Offered) {
                return answer;
            }
        }
        return CompletableFuture.completedFuture(new OfferOutcome.NothingNow(PACE));
    }

    private CompletionStage<OfferOutcome> offerOrNext(
            OfferOutcome outcome, Participant client, Iterator<JobRunner> candidates) {
        return outcome instanceof OfferOutcome.Offered
                ? CompletableFuture.completedFuture(outcome)
                : firstOffer(client, candidates);
    }

    /** Returns when the client's open assignment of the job was given, {@link Instant#MAX} without one. */
    private static Instant openSince(JobRunner runner, Participant client) {
        return runner.openAssignmentOf(client.id())
                .map(StoredAssignment::givenAt)
                .orElse(Instant.MAX);
    }

    private CompletionStage<Submission> submitLate(
            ClientId client, AssignmentId assignment, byte[] frame, Duration arrived) {
        return history(client, assignment).thenCompose(found -> {
            JobRunner runner = found.map(known -> byId.get(known.job())).orElse(null);
            return runner == null
                    ? CompletableFuture.completedFuture(new Submission.Unknown())
                    : CompletableFuture.supplyAsync(() -> runner.examine(found.get(), frame), ports.compute())
                            .thenCompose(examined -> runner.submit(client, assignment, examined, arrived));
        });
    }

    private <T> CompletionStage<T> withRunner(
            ClientId client, AssignmentId assignment, Function<JobRunner, CompletionStage<T>> call, T unknown) {
        JobRunner holding = index.runnerOf(assignment);
        if (holding != null) {
            return call.apply(holding);
        }
        return history(client, assignment).thenCompose(found -> {
            JobRunner runner = found.map(known -> byId.get(known.job())).orElse(null);
            return runner == null ? CompletableFuture.completedFuture(unknown) : call.apply(runner);
        });
    }

    private CompletableFuture<Optional<StoredAssignment>> history(ClientId client, AssignmentId assignment) {
        return CompletableFuture.supplyAsync(
                () -> ports.journal()
                        .assignment(assignment)
                        .filter(known -> known.client().equals(client)),
                ports.writer());
    }
}
