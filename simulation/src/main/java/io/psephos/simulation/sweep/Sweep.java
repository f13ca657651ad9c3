package io.psephos.simulation.sweep;

import io.psephos.learning.data.DataSet;
import io.psephos.protocol.JobSpec;
import io.psephos.simulation.RunEnd;
import io.psephos.simulation.Simulation;
import io.psephos.simulation.SimulationResult;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The runs of a plan, several at a time. What is in the store already is not run again, unless it failed; a run that fails
 * leaves the others as they are.
 */
public final class Sweep {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final SweepPlan plan;
    private final RunStore store;
    private final Parts parts;
    private final Map<SweepRun, String> keys = new HashMap<>();
    private final Map<SweepRun, RunRecord> results = new ConcurrentHashMap<>();

    /** Where simulations come from. */
    @FunctionalInterface
    public interface Launch {
        /** @param threads clients that train at the same time */
        Simulation of(JobSpec spec, int threads);
    }

    /** A run with its record. */
    public record Result(SweepRun run, RunRecord result) {}

    /**
     * What a sweep is given.
     *
     * @param data the set that a job trains on; one set that several jobs ask for is read once
     * @param reasons words for what a run failed of
     * @param version of the program
     * @param plugins digest of users' own code; empty where there is none
     */
    public record Parts(
            Launch launch,
            Function<JobSpec, DataSet> data,
            Function<Throwable, String> reasons,
            String version,
            String plugins) {

        /** Parts without users' own code. */
        public Parts(
                Launch launch, Function<JobSpec, DataSet> data, Function<Throwable, String> reasons, String version) {
            this(launch, data, reasons, version, "");
        }
    }

    /** A sweep that goes on from what the store holds. */
    public Sweep(SweepPlan plan, RunStore store, Parts parts) throws IOException {
        this.plan = plan;
        this.store = store;
        this.parts = parts;
        IdentityHashMap<DataSet, String> digests = new IdentityHashMap<>();
        for (SweepRun run : plan.runs()) {
            String data = digests.computeIfAbsent(parts.data().apply(run.spec()), RunKey::of);
            String key = RunKey.of(run.spec(), data, parts.version(), parts.plugins());
            keys.put(run, key);
            RunRecord found = store.find(key).orElse(null);
            if (found != null && found.isSettled()) {
                results.put(run, upToDate(run, found));
            }
        }
    }

    /** The record as what was set now, since the same job may have been part of another sweep. */
    private RunRecord upToDate(SweepRun run, RunRecord found) throws IOException {
        boolean same = Values.text(found.set()).equals(Values.text(run.set()))
                && found.job().equals(run.job());
        if (same) {
            return found;
        }
        RunRecord renamed = found.as(run);
        store.keep(run, renamed);
        return renamed;
    }

    /** Returns the runs that are still to be run. */
    public List<SweepRun> missing() {
        return plan.runs().stream().filter(run -> !results.containsKey(run)).toList();
    }

    /** Returns the records that are there, by rising position in the plan. */
    public List<Result> results() {
        List<Result> all = new ArrayList<>();
        for (SweepRun run : plan.runs()) {
            RunRecord result = results.get(run);
            if (result != null) {
                all.add(new Result(run, result));
            }
        }
        return all;
    }

    /**
     * Runs what is missing.
     *
     * @param threads of all runs together; as many runs as these allow go on at a time
     * @throws IOException when a record cannot be written, which ends the sweep
     * @throws InterruptedException when the caller is interrupted; what has finished by then is kept
     */
    public void run(int threads, SweepListener listener) throws IOException, InterruptedException {
        List<SweepRun> missing = missing();
        if (missing.isEmpty()) {
            return;
        }
        int atOnce = Math.min(threads, missing.size());
        ExecutorService workers = Executors.newFixedThreadPool(
                atOnce, Thread.ofPlatform().daemon().name("run-", 0).factory());
        CompletionService<@Nullable Void> running = new ExecutorCompletionService<>(workers);
        int threadsEach = threads / atOnce;
        for (SweepRun run : missing) {
            running.submit(() -> {
                listener.started(run);
                keep(run, result(run, threadsEach, listener), listener);
                return null;
            });
        }
        try {
            for (int i = 0; i < missing.size(); i++) {
                await(running.take());
            }
        } finally {
            // Threads that are writing a record finish that.
            workers.shutdownNow();
            workers.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static void await(Future<?> ended) throws IOException, InterruptedException {
        try {
            ended.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException unwritten) {
                throw unwritten;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private RunRecord result(SweepRun run, int threads, SweepListener listener) throws InterruptedException {
        String key = Objects.requireNonNull(keys.get(run));
        try {
            Simulation simulation = parts.launch().of(run.spec(), threads);
            SimulationResult result = simulation.run(event -> listener.heard(run, event));
            return RunRecord.of(run, key, parts.version(), simulation, result);
        } catch (RuntimeException | Error e) {
            return RunRecord.failed(run, key, parts.version(), parts.reasons().apply(e));
        }
    }

    /** Keeps what a run has come to, which is nothing where it was interrupted. */
    private void keep(SweepRun run, RunRecord result, SweepListener listener) throws IOException {
        if (result.end().kind() != RunEnd.Kind.INTERRUPTED) {
            results.put(run, result);
            store.keep(run, result);
            listener.ended(run, result);
        }
    }
}
