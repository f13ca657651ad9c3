package io.psephos.simulation;

import io.psephos.client.Trained;
import io.psephos.client.TrainingTask;
import io.psephos.client.UpdateEncoder;
import io.psephos.compression.builtin.Codecs;
import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.Coordinator.Declining;
import io.psephos.coordinator.Coordinator.OfferOutcome;
import io.psephos.coordinator.Coordinator.Submission;
import io.psephos.coordinator.IdSource;
import io.psephos.coordinator.Participant;
import io.psephos.coordinator.cohort.Population;
import io.psephos.coordinator.cohort.RosterDraw;
import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.job.JobView;
import io.psephos.coordinator.journal.ClientReport;
import io.psephos.coordinator.journal.MemoryJournal;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.coordinator.round.LocalCoordinator;
import io.psephos.coordinator.round.Ports;
import io.psephos.learning.data.DataSet;
import io.psephos.protocol.AttackKind;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.CodecOption;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.JobSpec.Simulation.Staleness;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.model.ModelDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Runs a job in this process: the coordinator that serves, fed by synthetic clients through direct calls. */
public final class Simulation {
    private static final int KEPT_MODELS = 2;
    private static final int UNPROCESSABLE = 422;

    private final JobSpec spec;
    private final SyntheticPool pool;
    private final int threads;
    private final Coordinator coordinator;
    private final Downloads downloads;
    private final Witness witness;
    private final MemoryJournal journal = new MemoryJournal(KEPT_MODELS);
    private final Map<Integer, float[]> memories = new ConcurrentHashMap<>();
    private final Map<Integer, float[]> pending = new ConcurrentHashMap<>();
    private final AtomicLong uploadBytes = new AtomicLong();
    private final AtomicLong downloadBytes = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final SteppedTime time = new SteppedTime();
    private Optional<Staleness> staleness = Optional.empty();

    /**
     * @param threads clients that train at the same time
     * @throws IllegalArgumentException when net, data and roster do not fit together, or the model is to be uploaded
     */
    public Simulation(JobSpec spec, DataSet data, int threads) {
        if (spec.model().upload()) {
            throw new IllegalArgumentException("a simulation trains built-in nets, and model.upload was true: "
                    + "serve the job to clients that know the model");
        }
        this.spec = spec;
        this.pool = new SyntheticPool(spec, data);
        this.witness = new Witness(pool::isByzantine);
        this.threads = threads;
        int needed = spec.participants().hasRoster()
                ? spec.participants().roster().size()
                : spec.schedule().isSynchronous() ? spec.schedule().quorum() : 1;
        if (needed > pool.size()) {
            throw new IllegalArgumentException("the job needs " + needed + " clients, had " + pool.size());
        }
        LearningModels models = new LearningModels(data);
        this.coordinator = LocalCoordinator.open(new Ports(
                journal, models, models, models, everybody(), time, IdSource.counting(), Runnable::run, Runnable::run));
        this.downloads = new Downloads(coordinator);
    }

    public SyntheticPool pool() {
        return pool;
    }

    /** Accepted updates so far. */
    public long updates() {
        return accepted.get();
    }

    /** Bytes of accepted frames so far. */
    public long uploadBytes() {
        return uploadBytes.get();
    }

    /** Bytes of fetched models and deltas so far. */
    public long downloadBytes() {
        return downloadBytes.get();
    }

    /**
     * Runs the job to its end.
     *
     * @param listener hears of every event of the job, on whichever thread it happens
     * @throws InterruptedException when the caller is interrupted; the job is left where it stood
     */
    public SimulationResult run(Consumer<JobEvent> listener) throws InterruptedException {
        coordinator.onEvents(listener);
        JobId job = coordinator
                .create(spec, "simulation")
                .toCompletableFuture()
                .join()
                .job();
        long start = System.nanoTime();
        coordinator.move(job, Coordinator.Move.START, "simulation");
        try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
            if (!spec.schedule().isSynchronous()) {
                Flow flow = new Flow(spec, pool.size(), new Comers(job), workers);
                flow.run();
                staleness = flow.staleness();
            }
            for (JobView view = view(job); view.state() == JobState.RUNNING; view = view(job)) {
                runRound(workers, job, view.round());
            }
        }
        return result(job, Duration.ofNanos(System.nanoTime() - start));
    }

    private void runRound(ExecutorService workers, JobId job, long round) throws InterruptedException {
        witness.openRound();
        int seats = Math.min(spec.schedule().seats(), pool.size());
        long version = view(job).modelVersion();
        ask(workers, job, cohort(round, seats));
        // Whoever was refused leaves a seat for somebody else.
        for (int more = seats * 2; isOpen(job, round) && seats < pool.size(); more *= 2) {
            seats = Math.min(more, pool.size());
            ask(workers, job, cohort(round, seats));
        }
        if (view(job).modelVersion() > version) {
            memories.putAll(pending);
        }
        pending.clear();
        if (isOpen(job, round)) {
            throw new IllegalStateException("round " + round + " found no quorum of "
                    + spec.schedule().quorum() + " among " + pool.size() + " clients");
        }
    }

    private Set<Integer> cohort(long round, int size) {
        return spec.participants().hasRoster()
                ? RosterDraw.positions(
                        spec.participants().roster().size(),
                        spec.schedule().cohort(),
                        spec.model().seed(),
                        round)
                : RosterDraw.positions(pool.size(), size, spec.simulation().seed(), round);
    }

    private void ask(ExecutorService workers, JobId job, Set<Integer> positions) throws InterruptedException {
        if (pool.looksAround()) {
            askAttackersLast(workers, offers(job, positions));
            return;
        }
        List<Future<?>> tasks = new ArrayList<>();
        for (int position : positions) {
            Offer offer = offer(job, position);
            if (offer != null) {
                tasks.add(workers.submit(() -> {
                    send(position, offer, frame(position, offer, model(offer)));
                    return true;
                }));
            }
        }
        for (Future<?> task : tasks) {
            done(task);
        }
    }

    /** Honest clients train before attackers look; all send in the order of their positions, so that nobody is favoured. */
    private void askAttackersLast(ExecutorService workers, SortedMap<Integer, Offer> offers)
            throws InterruptedException {
        witness.asks(offers.keySet());
        SortedMap<Integer, byte[]> frames = new TreeMap<>();
        for (boolean byzantine : new boolean[] {false, true}) {
            Map<Integer, Future<byte[]>> tasks = new TreeMap<>();
            offers.forEach((position, offer) -> {
                if (pool.isByzantine(position) == byzantine) {
                    tasks.put(position, workers.submit(() -> frame(position, offer, model(offer))));
                }
            });
            for (Map.Entry<Integer, Future<byte[]>> task : tasks.entrySet()) {
                frames.put(task.getKey(), done(task.getValue()));
            }
        }
        for (Map.Entry<Integer, byte[]> frame : frames.entrySet()) {
            int position = frame.getKey();
            send(position, Objects.requireNonNull(offers.get(position)), frame.getValue());
        }
    }

    private SortedMap<Integer, Offer> offers(JobId job, Set<Integer> positions) {
        SortedMap<Integer, Offer> offers = new TreeMap<>();
        for (int position : positions) {
            Offer offer = offer(job, position);
            if (offer != null) {
                offers.put(position, offer);
            }
        }
        return offers;
    }

    private @Nullable Offer offer(JobId job, int position) {
        OfferOutcome outcome = coordinator
                .offer(participant(position), job)
                .toCompletableFuture()
                .join();
        if (!(outcome instanceof OfferOutcome.Offered offered)) {
            return null;
        }
        countDownload(position, offered.offer());
        return offered.offer();
    }

    private static <T> T done(Future<T> task) throws InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a synthetic client failed: " + e.getCause(), e.getCause());
        }
    }

    private void countDownload(int position, Offer offer) {
        long bytes = downloads.bytes(position, offer);
        downloadBytes.addAndGet(bytes);
        coordinator.countDownload(offer.job(), bytes);
    }

    private float[] model(Offer offer) {
        return coordinator
                .model(offer.job(), offer.modelVersion())
                .orElseThrow(() -> new IllegalStateException("version " + offer.modelVersion() + " is gone"))
                .parameters();
    }

    /** What the client trains from the parameters that it was offered, and would upload. */
    private byte[] frame(int position, Offer offer, float[] start) throws Exception {
        Trained trained = pool.trainer(position).train(new TrainingTask(offer, start.clone()));
        byte[] frame = encoder(position, offer)
                .encode(offer, start, trained, pool.coins(position).seedsOf(offer));
        report(position, offer, start, trained);
        if (pool.looksAround() && !pool.isByzantine(position)) {
            witness.sees(position, uncompressed(position, offer, start, trained));
        }
        return frame;
    }

    /** What a client is about to send, before anything is lost. */
    private float[] uncompressed(int position, Offer offer, float[] start, Trained trained) {
        float[] direction = pending.get(position);
        return direction != null && offer.codec().number(CodecOption.MOMENTUM) > 0
                ? direction
                : UpdateEncoder.update(offer, start, trained);
    }

    private boolean send(int position, Offer offer, byte[] frame) {
        Submission outcome = coordinator
                .submit(clientId(position), offer.assignment(), frame)
                .toCompletableFuture()
                .join();
        if (outcome instanceof Submission.Accepted) {
            accepted.incrementAndGet();
            uploadBytes.addAndGet(frame.length);
        } else {
            refused.incrementAndGet();
            pending.remove(position);
            giveBack(position, offer, outcome);
        }
        return outcome instanceof Submission.Accepted;
    }

    /** As clients do whose update is wrong in itself, for the server would wait for a better one. */
    private void giveBack(int position, Offer offer, Submission outcome) {
        if (outcome instanceof Submission.Refused wrong
                && wrong.code().status() == UNPROCESSABLE
                && wrong.code() != ProblemCode.FILTERED) {
            coordinator
                    .decline(
                            clientId(position),
                            offer.assignment(),
                            Declining.because("update was refused: " + wrong.code()))
                    .toCompletableFuture()
                    .join();
        }
    }

    /** Clients of a job that is not synchronous. An attacker that looks around trains when it is about to upload. */
    private final class Comers implements Flow.Clients {
        private final JobId job;

        Comers(JobId job) {
            this.job = job;
            witness.asks(IntStream.range(0, pool.size()).boxed().collect(Collectors.toSet()));
        }

        @Override
        public @Nullable Offer offer(int position) {
            return Simulation.this.offer(job, position);
        }

        @Override
        public Future<byte[]> train(ExecutorService workers, int position, Offer offer) {
            float[] start = model(offer);
            FutureTask<byte[]> training = new FutureTask<>(() -> frame(position, offer, start));
            if (!pool.looksAround()) {
                workers.execute(training);
            }
            return training;
        }

        @Override
        public boolean send(int position, Offer offer, Future<byte[]> frame) throws InterruptedException {
            if (frame instanceof FutureTask<byte[]> training) {
                training.run();
            }
            boolean counted = Simulation.this.send(position, offer, done(frame));
            float[] memory = pending.remove(position);
            if (counted && memory != null) {
                memories.put(position, memory);
            }
            return counted;
        }

        @Override
        public long version() {
            JobView view = view(job);
            return view.state() == JobState.RUNNING ? view.modelVersion() : -1;
        }

        @Override
        public boolean waitForRelief() {
            return time.step();
        }

        @Override
        public boolean floods(int position) {
            return pool.isByzantine(position) && spec.simulation().attack().kind() == AttackKind.FLOOD;
        }
    }

    /** What b follows, as it would arrive in JSON. */
    private void report(int position, Offer offer, float[] start, Trained trained) {
        if (spec.codec().adaptiveB().isEmpty()) {
            return;
        }
        List<Double> magnitudes = UpdateEncoder.maxAbs(offer, start, trained).stream()
                .map(magnitude -> Double.valueOf(magnitude.toString()))
                .toList();
        coordinator
                .report(clientId(position), offer.assignment(), new ClientReport(Map.of(), magnitudes))
                .toCompletableFuture()
                .join();
    }

    /** Codecs with a memory go on from a client's last counted update. */
    private UpdateEncoder encoder(int position, Offer offer) {
        if (pool.sendsOtherwise(position)) {
            return pool.encoder(position, witness);
        }
        if (!UpdateEncoder.needsMemory(offer.codec())) {
            return UpdateEncoder.standard();
        }
        return UpdateEncoder.remembering(memories.get(position), next -> pending.put(position, next));
    }

    private SimulationResult result(JobId job, Duration elapsed) {
        JobView view = view(job);
        StoredModel last =
                coordinator.model(job, -1).orElseThrow(() -> new IllegalStateException("job " + job + " has no model"));
        return new SimulationResult(
                view.state(),
                newest(job, "accuracy"),
                newest(job, "loss"),
                view.modelVersion(),
                accepted.get(),
                refused.get(),
                elapsed,
                uploadBytes.get(),
                downloadBytes.get(),
                last.layout().parameterCount(),
                pool.backdoorSuccess(last.parameters()).orElse(Double.NaN),
                ModelDigest.hex(last.parameters()),
                journal.metrics(job),
                journal.rounds(job),
                staleness);
    }

    private double newest(JobId job, String name) {
        return journal.metrics(job).stream()
                .filter(metric -> metric.name().equals(name))
                .reduce((older, newer) -> newer)
                .map(metric -> metric.value())
                .orElse(Double.NaN);
    }

    private boolean isOpen(JobId job, long round) {
        JobView view = view(job);
        return view.state() == JobState.RUNNING && view.round() == round;
    }

    private JobView view(JobId job) {
        return coordinator.job(job).orElseThrow(() -> new IllegalStateException("no job " + job));
    }

    private Participant participant(int position) {
        boolean roster = spec.participants().hasRoster();
        return new Participant(
                clientId(position),
                roster ? "roster" : spec.participants().groups().get(0),
                roster ? spec.participants().roster().get(position) : null,
                Set.copyOf(Codecs.names()),
                Long.MAX_VALUE);
    }

    private static ClientId clientId(int position) {
        return new ClientId("c-" + position);
    }

    /** Everybody lives, so somebody is left until all were asked. */
    private Population everybody() {
        return (asked, fits) -> asked.size() < pool.size();
    }
}
