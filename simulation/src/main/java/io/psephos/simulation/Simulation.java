package io.psephos.simulation;

import io.psephos.client.Trainer;
import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.IdSource;
import io.psephos.coordinator.Participant;
import io.psephos.coordinator.cohort.Population;
import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.job.JobView;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A job run in this process: the coordinator of the server, called directly by synthetic clients. */
public final class Simulation {
    private static final int KEPT_MODELS = 2;

    private final JobSpec spec;
    private final SyntheticPool pool;
    private final int threads;
    private final Coordinator coordinator;
    private final SyntheticClients clients;
    private final MemoryJournal journal = new MemoryJournal(KEPT_MODELS);
    private final SteppedTime time = new SteppedTime();

    /**
     * @param threads clients that train at the same time
     * @throws IllegalArgumentException when net, data and roster do not fit together, or the model is to be uploaded
     */
    public Simulation(JobSpec spec, DataSet data, int threads) {
        this(spec, data, threads, Stages.builtIn(), UnaryOperator.identity());
    }

    /**
     * The same for an algorithm of one's own.
     *
     * @param stages that the job may have
     * @param trainers what trains in the place of a synthetic client's own trainer
     */
    public Simulation(JobSpec spec, DataSet data, int threads, Stages stages, UnaryOperator<Trainer> trainers) {
        if (spec.model().upload()) {
            throw new IllegalArgumentException("a simulation trains built-in nets, and model.upload was true: "
                    + "serve the job to clients that know the model");
        }
        this.spec = spec;
        this.pool = new SyntheticPool(spec, data);
        this.threads = threads;
        int needed = spec.participants().hasRoster()
                ? spec.participants().roster().size()
                : spec.schedule().isSynchronous() ? spec.schedule().quorum() : 1;
        if (needed > pool.size()) {
            throw new IllegalArgumentException("the job needs " + needed + " clients, had " + pool.size());
        }
        HostedModels models = HostedModels.over(data);
        this.coordinator = LocalCoordinator.open(new Ports(
                journal,
                journal,
                models,
                models,
                models,
                stages,
                wholePool(),
                time,
                IdSource.counting(),
                Runnable::run,
                Runnable::run));
        this.clients = new SyntheticClients(spec, pool, trainers, coordinator);
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

    /**
     * Runs the job to its end.
     *
     * @param listener hears of every event of the job, on whichever thread it happens
     * @throws UnfinishedException when training diverges or too many clients are refused
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
        Optional<Staleness> staleness = Optional.empty();
        try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
            if (spec.schedule().isSynchronous()) {
                new SynchronousRun(spec, job, clients, workers).run();
            } else {
                AsynchronousRun run = new AsynchronousRun(
                        spec, pool.size(), new AsynchronousClients(spec, job, clients, time), workers);
                run.run();
                staleness = run.staleness();
            }
        }
        return result(job, Duration.ofNanos(System.nanoTime() - start), staleness);
    }

    private SimulationResult result(JobId job, Duration elapsed, Optional<Staleness> staleness) {
        JobView view = clients.view(job);
        StoredModel last =
                coordinator.model(job, -1).orElseThrow(() -> new IllegalStateException("job " + job + " has no model"));
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
                staleness);
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
