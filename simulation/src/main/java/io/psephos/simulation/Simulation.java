package io.psephos.simulation;

import io.psephos.client.Trainer;
import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.IdSource;
import io.psephos.coordinator.Participant;
import io.psephos.coordinator.cohort.Population;
import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.job.JobView;
import io.psephos.coordinator.jobfile.InvalidJobException;
import io.psephos.coordinator.journal.MemoryJournal;
import io.psephos.coordinator.journal.StoredModel;
import io.psephos.coordinator.plan.Stages;
import io.psephos.coordinator.round.LocalCoordinator;
import io.psephos.coordinator.round.Ports;
import io.psephos.hosting.HostedModels;
import io.psephos.learning.data.DataSet;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.JobSpec.Simulation.Staleness;
import io.psephos.protocol.model.ModelDigest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A job run in this process: the coordinator of the server, called directly by synthetic clients. */
public final class Simulation {
    private static final int KEPT_MODELS = 2;
    private static final String OPERATOR = "simulation";

    private final JobSpec spec;
    private final SyntheticPool pool;
    private final ExecutorService workers;
    private final Coordinator coordinator;
    private final SyntheticClients clients;
    private final MemoryJournal journal = new MemoryJournal(KEPT_MODELS, MemoryJournal.Keeping.OPEN);
    private final SteppedTime time = new SteppedTime();
    private final JobId job;
    private final Map<Long, Duration> published = new ConcurrentHashMap<>();
    private long start = System.nanoTime();
    private @Nullable AsynchronousRun asynchronous;

    /**
     * @param threads clients that train at the same time
     * @throws InvalidJobException when the job cannot run on the data
     * @throws IllegalArgumentException when roster and clients do not fit together, or the model is to be uploaded
     */
    public Simulation(JobSpec spec, DataSet data, int threads) {
        this(spec, data, threads, SimulationParts.own());
    }

    /**
     * The same for an algorithm of one's own.
     *
     * @param stages that the job may have
     * @param trainers what trains in the place of a synthetic client's own trainer
     */
    public Simulation(JobSpec spec, DataSet data, int threads, Stages stages, UnaryOperator<Trainer> trainers) {
        this(spec, data, threads, SimulationParts.of(stages, trainers));
    }

    /** The same with parts from elsewhere. */
    public Simulation(JobSpec spec, DataSet data, int threads, SimulationParts parts) {
        this(
                spec,
                pool(spec, data),
                threads,
                parts,
                workers -> LearningPorts.of(HostedModels.over(data).helpedBy(workers, threads)));
    }

    /**
     * Clients that train a net of the user's own.
     *
     * @param threads clients that train at the same time
     * @throws InvalidJobException when the job asks for what only built-in nets can do
     * @throws IllegalArgumentException when roster and clients do not fit together
     */
    public Simulation(JobSpec spec, OwnNet net, int threads) {
        this(spec, net, threads, SimulationParts.own());
    }

    /** The same with parts from elsewhere. */
    public Simulation(JobSpec spec, OwnNet net, int threads, SimulationParts parts) {
        this(spec, pool(spec, net), threads, parts.handingOut(), workers -> LearningPorts.of(net));
        joined(coordinator.upload(job, net.model(), OPERATOR));
    }

    private Simulation(
            JobSpec spec,
            SyntheticPool pool,
            int threads,
            SimulationParts parts,
            Function<ExecutorService, LearningPorts> learning) {
        this.spec = spec;
        this.pool = pool;
        int needed = spec.participants().hasRoster()
                ? spec.participants().roster().size()
                : spec.schedule().isSynchronous() ? spec.schedule().quorum() : 1;
        if (needed > pool.size()) {
            throw new IllegalArgumentException("the job needs " + needed + " clients, had " + pool.size());
        }
        this.workers = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("worker-", 0).factory());
        LearningPorts models = learning.apply(workers);
        Ports ports = new Ports(
                journal,
                journal,
                models.models(),
                models.evaluators(),
                models.roots(),
                parts.stages(),
                wholePool(),
                time,
                IdSource.counting(),
                Runnable::run,
                Runnable::run);
        this.coordinator =
                parts.coordinator().apply(LocalCoordinator.open(parts.ports().apply(ports)));
        this.clients = new SyntheticClients(spec, pool, parts, coordinator);
        this.job = joined(coordinator.create(spec, OPERATOR)).job();
    }

    private static SyntheticPool pool(JobSpec spec, DataSet data) {
        if (spec.model().upload()) {
            throw new IllegalArgumentException(
                    "a simulation trains built-in nets, and model.upload was true: bring the "
                            + "net in Java (docs/own-net.md), or serve the job to clients that know the model");
        }
        ModelFit.require(ModelFit.faultsAlone(spec, data));
        return new SyntheticPool(spec, data);
    }

    private static SyntheticPool pool(JobSpec spec, OwnNet net) {
        ModelFit.require(OwnNetFit.faultsAlone(spec, net));
        return new SyntheticPool(spec, net);
    }

    private static <T> T joined(CompletionStage<T> call) {
        try {
            return call.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    public SyntheticPool pool() {
        return pool;
    }

    /** Number of accepted updates so far. */
    public long updates() {
        return clients.accepted();
    }

    /** Number of bytes in accepted frames and the artefacts beside them so far. */
    public long uploadBytes() {
        return clients.uploadBytes();
    }

    /** Number of bytes in fetched models, deltas and artefacts so far. */
    public long downloadBytes() {
        return clients.downloadBytes();
    }

    /** The parameters of the newest version, flat, in the model's layout. */
    public float[] parameters() {
        return newest().parameters();
    }

    /** The same as {@link #run(Consumer)}, with nobody who listens. */
    public SimulationResult run() throws InterruptedException {
        return run(event -> {});
    }

    /**
     * Runs the job once, to its end or until training diverges or too many clients are refused.
     *
     * @param listener hears of every event of the job, on whichever thread it happens
     * @throws InterruptedException when the caller is interrupted; the job is left where it stood
     * @throws IllegalStateException when a client fails, or a trainer of the user's own, whose message it has; {@link
     *     #soFar} then tells what there is
     */
    public SimulationResult run(Consumer<JobEvent> listener) throws InterruptedException {
        coordinator.onEvents(listener);
        coordinator.onEvents(this::takeTime);
        start = System.nanoTime();
        coordinator.move(job, Coordinator.Move.START, OPERATOR);
        try {
            runRounds();
        } catch (UnfinishedException e) {
            return soFar(e.kind(), String.valueOf(e.getMessage()));
        }
        return result(RunEnd.of(clients.view(job)));
    }

    private void takeTime(JobEvent event) {
        if (event.kind() == JobEvent.Kind.ROUND_PUBLISHED && event.round() != null) {
            published.put(event.round(), Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private void runRounds() throws InterruptedException {
        ClientRunner runner = new LocalRunner(clients, workers);
        // Closed by hand, as training that nobody waits for any more need not be waited for.
        boolean completed = false;
        try {
            if (spec.schedule().isSynchronous()) {
                new SynchronousRun(spec, job, clients, runner, workers).run();
            } else {
                AsynchronousRun run = new AsynchronousRun(
                        spec, pool.size(), new AsynchronousClients(spec, job, clients, runner, time));
                asynchronous = run;
                run.run();
            }
            completed = true;
        } finally {
            if (completed) {
                workers.close();
            } else {
                workers.shutdownNow();
            }
        }
    }

    /**
     * Returns the result of what has run, for a run that was interrupted or ended in an exception.
     *
     * @param reason why it ended
     */
    public SimulationResult soFar(RunEnd.Kind kind, String reason) {
        return result(new RunEnd(kind, clients.view(job).round(), reason));
    }

    private SimulationResult result(RunEnd end) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        Optional<Staleness> staleness = Optional.ofNullable(asynchronous).flatMap(AsynchronousRun::staleness);
        JobView view = clients.view(job);
        StoredModel last = newest();
        return new SimulationResult(
                view.state(),
                newest(job, "accuracy"),
                newest(job, "loss"),
                view.modelVersion(),
                clients.accepted(),
                clients.refused(),
                elapsed,
                clients.uploadBytes(),
                clients.downloadBytes(),
                last.layout().parameterCount(),
                pool.backdoorSuccess(last.parameters()).orElse(Double.NaN),
                ModelDigest.hex(last.parameters()),
                journal.metrics(job),
                journal.rounds(job),
                Map.copyOf(published),
                staleness,
                end);
    }

    private StoredModel newest() {
        return coordinator.model(job, -1).orElseThrow(() -> new IllegalStateException("job " + job + " has no model"));
    }

    private double newest(JobId job, String name) {
        return journal.metrics(job).stream()
                .filter(metric -> metric.name().equals(name))
                .reduce((older, newer) -> newer)
                .map(metric -> metric.value())
                .orElse(Double.NaN);
    }

    /** The population of the pool, none of whose clients ever drops out. */
    private Population wholePool() {
        return new Population() {
            @Override
            public boolean anyoneBut(Set<ClientId> asked, Predicate<Participant> fits) {
                return asked.size() < pool.size();
            }

            @Override
            public int living(Predicate<Participant> fits) {
                return pool.size();
            }
        };
    }
}
