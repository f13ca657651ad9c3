package io.psephos.server;

import io.psephos.compression.chain.StepChain;
import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.Participant;
import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.job.JobView;
import io.psephos.coordinator.job.Standing;
import io.psephos.coordinator.jobfile.Notes;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Problem;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Receipt;
import io.psephos.protocol.model.ForeignModel;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A coordinator that returns scripted answers, to test the HTTP layer alone. */
final class ScriptedCoordinator implements Coordinator {
    static final JobId JOB = new JobId("j-1");
    static final AssignmentId ASSIGNMENT = new AssignmentId("a-1");
    static final long FRAME_LIMIT = 100;

    final List<JobView> jobs = new CopyOnWriteArrayList<>();
    final Map<Long, StoredModel> models = new HashMap<>();
    final List<Consumer<FreeSlots>> slotListeners = new CopyOnWriteArrayList<>();
    final List<Consumer<JobEvent>> eventListeners = new CopyOnWriteArrayList<>();
    final List<byte[]> frames = new CopyOnWriteArrayList<>();
    final List<String> arrived = new CopyOnWriteArrayList<>();
    final List<String> withdrawn = new CopyOnWriteArrayList<>();
    final List<String> refusals = new CopyOnWriteArrayList<>();
    final CompletableFuture<byte[]> firstFrame = new CompletableFuture<>();

    volatile BiFunction<Participant, @Nullable JobId, OfferOutcome> offers =
            (client, job) -> new OfferOutcome.NothingNow(Duration.ofSeconds(8));
    volatile Submission submission = new Submission.Accepted(receipt(Fate.ACCEPTED));
    volatile CompletionStage<Void> gate = CompletableFuture.completedFuture(null);
    /** Thrown by whatever a call needs first, wherever that runs. */
    volatile @Nullable Error error;

    List<byte[]> steps = List.of();
    final List<ClientReport> reports = new CopyOnWriteArrayList<>();
    /** By version and name. */
    final Map<String, byte[]> artefacts = new HashMap<>();

    final Map<String, byte[]> sent = new ConcurrentHashMap<>();
    volatile Reported reported = new Reported.Kept();
    final AtomicLong downloaded = new AtomicLong();
    volatile boolean assigned = true;
    volatile Fate fate = Fate.OPEN;

    static Receipt receipt(Fate fate) {
        return new Receipt(ASSIGNMENT, JOB, 3, fate, null);
    }

    /** Has a job {@link #JOB} that runs. */
    void runs(String name) {
        jobs.add(new JobView(JOB, Specs.spec(name), JobState.RUNNING, null, 0, 0, Instant.EPOCH));
    }

    @Override
    public CompletionStage<JobView> create(JobSpec spec, String actor) {
        mayThrow();
        JobView view =
                new JobView(new JobId("j-" + (jobs.size() + 1)), spec, JobState.CREATED, null, 0, 0, Instant.EPOCH);
        jobs.add(view);
        return done(view);
    }

    @Override
    public Optional<JobView> job(JobId job) {
        mayThrow();
        return jobs.stream().filter(view -> view.job().equals(job)).findFirst();
    }

    @Override
    public List<Problem.Violation> lacks(JobSpec spec) {
        return List.of();
    }

    @Override
    public List<JobView> jobs() {
        mayThrow();
        return jobs;
    }

    @Override
    public CompletionStage<Moved> move(JobId job, Move move, String actor) {
        mayThrow();
        return done(job(job).<Moved>map(view ->
                        move == Move.START ? new Moved.Done(in(view, JobState.RUNNING)) : new Moved.WrongState(view))
                .orElseGet(Moved.Unknown::new));
    }

    void state(JobState state) {
        jobs.replaceAll(view -> in(view, state));
    }

    @Override
    public CompletionStage<List<Standing>> standings(JobId job) {
        return done(List.of());
    }

    @Override
    public CompletionStage<Uploaded> upload(JobId job, ForeignModel model, String actor) {
        return done(new Uploaded.Unknown());
    }

    @Override
    public CompletionStage<Moved> rollback(JobId job, long version, String actor) {
        return done(new Moved.Unknown());
    }

    @Override
    public CompletionStage<Moved> delete(JobId job, String actor) {
        return done(new Moved.Unknown());
    }

    @Override
    public CompletionStage<OfferOutcome> offer(Participant client, @Nullable JobId only) {
        mayThrow();
        return done(offers.apply(client, only));
    }

    @Override
    public CompletionStage<OptionalLong> frameLimit(ClientId client, AssignmentId assignment) {
        mayThrow();
        return done(assignment.equals(ASSIGNMENT) ? OptionalLong.of(FRAME_LIMIT) : OptionalLong.empty());
    }

    @Override
    public CompletionStage<Submission> submit(ClientId client, AssignmentId assignment, byte[] frame) {
        frames.add(frame);
        firstFrame.complete(frame);
        return gate.thenApply(open -> submission);
    }

    @Override
    public CompletionStage<Optional<Receipt>> fate(ClientId client, AssignmentId assignment) {
        mayThrow();
        return done(assignment.equals(ASSIGNMENT) ? Optional.of(receipt(fate)) : Optional.empty());
    }

    @Override
    public CompletionStage<Optional<Receipt>> decline(ClientId client, AssignmentId assignment, Declining declining) {
        fate = fate == Fate.OPEN ? Fate.DECLINED : fate;
        return fate(client, assignment);
    }

    @Override
    public CompletionStage<Reported> report(ClientId client, AssignmentId assignment, ClientReport report) {
        reports.add(report);
        return done(reported);
    }

    @Override
    public CompletionStage<Reported> sendArtefact(ClientId client, AssignmentId assignment, String name, byte[] file) {
        sent.put(name, file);
        return done(reported);
    }

    @Override
    public Optional<byte[]> artefact(JobId job, long version, String name) {
        return Optional.ofNullable(artefacts.get(version + "/" + name));
    }

    @Override
    public CompletionStage<Boolean> noteRefusal(
            ClientId client, AssignmentId assignment, Call call, ProblemCode code, String detail) {
        refusals.add(call + " " + code + ": " + detail);
        return done(assignment.equals(ASSIGNMENT));
    }

    @Override
    public CompletionStage<Void> withdraw(ClientId client, String reason) {
        withdrawn.add(client + " " + reason);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void arrived(Participant client) {
        arrived.add(client.id().value());
    }

    @Override
    public List<Notes.Note> notes(JobView job) {
        return List.of();
    }

    @Override
    public Optional<StoredModel> model(JobId job, long version) {
        mayThrow();
        long wanted = version < 0 ? job(job).orElseThrow().modelVersion() : version;
        return Optional.ofNullable(models.get(wanted));
    }

    @Override
    public Optional<byte[]> delta(JobId job, long since, long version) {
        return steps.size() == version - since
                ? model(job, version).map(model -> StepChain.chain(steps, model.parameters()))
                : Optional.empty();
    }

    @Override
    public void countDownload(JobId job, long bytes) {
        downloaded.addAndGet(bytes);
    }

    @Override
    public boolean everAssigned(JobId job, ClientId client) {
        mayThrow();
        return assigned;
    }

    @Override
    public boolean sees(Participant client, JobId job) {
        return job.equals(JOB);
    }

    @Override
    public AutoCloseable onFreeSlots(Consumer<FreeSlots> listener) {
        slotListeners.add(listener);
        return () -> slotListeners.remove(listener);
    }

    @Override
    public Waiting waits(ClientId client) {
        return () -> {};
    }

    /** Tells of free slots of {@link #JOB}. */
    void announce(int slots) {
        slotListeners.forEach(listener -> listener.accept(new FreeSlots(JOB, slots)));
    }

    @Override
    public AutoCloseable onEvents(Consumer<JobEvent> listener) {
        eventListeners.add(listener);
        return () -> eventListeners.remove(listener);
    }

    private static JobView in(JobView view, JobState state) {
        return new JobView(
                view.job(), view.spec(), state, view.reason(), view.modelVersion(), view.round(), view.createdAt());
    }

    private void mayThrow() {
        Error thrown = error;
        if (thrown != null) {
            throw thrown;
        }
    }

    private static <T> CompletionStage<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
