package io.psephos.simulation;

import io.psephos.coordinator.cohort.RosterDraw;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.job.JobView;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Offer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** The run of a synchronous job: in each round, synthetic clients are drawn and train on the same version. */
final class SynchronousRun {
    private final JobSpec spec;
    private final JobId job;
    private final SyntheticClients clients;
    private final SyntheticPool pool;
    private final ClientRunner runner;
    private final Executor workers;
    private final int size;

    /** @param workers that send what was trained before all had their offers */
    SynchronousRun(JobSpec spec, JobId job, SyntheticClients clients, ClientRunner runner, Executor workers) {
        this.spec = spec;
        this.job = job;
        this.clients = clients;
        this.pool = clients.pool();
        this.runner = runner;
        this.workers = workers;
        this.size =
                spec.participants().hasRoster() ? spec.participants().roster().size() : pool.size();
    }

    /** Runs the job to its end. */
    void run() throws InterruptedException {
        for (JobView view = clients.view(job); view.state() == JobState.RUNNING; view = clients.view(job)) {
            runRound(view.round());
        }
    }

    private void runRound(long round) throws InterruptedException {
        clients.observed().openRound();
        int slots = Math.min(spec.schedule().slots(), size);
        long version = clients.view(job).modelVersion();
        boolean wasAsked = ask(round, slots);
        // A refused client leaves its slot to another.
        while (isOpen(round) && (wasAsked || slots < size)) {
            slots = Math.min(2 * slots, size);
            wasAsked = ask(round, slots);
        }
        clients.memories().settle(clients.view(job).modelVersion() > version ? Fate.COUNTED : Fate.DISCARDED);
        if (isOpen(round)) {
            throw UnfinishedException.stalled("round " + round + " found no quorum of "
                    + spec.schedule().quorum() + " among " + size + " clients");
        }
    }

    /** Returns the positions of clients to ask; of those whom the coordinator draws by what it knows, everybody. */
    private Collection<Integer> cohort(long round, int slots) {
        return switch (spec.participants().selector().kind()) {
            case FIRST_COME ->
                RosterDraw.positions(size, slots, spec.simulation().seed(), round);
            case ROSTER_DRAW ->
                RosterDraw.positions(
                        size, spec.schedule().cohort(), spec.model().seed(), round);
            case POISSON, POWER_OF_CHOICE, BY_EXAMPLES, EXTENSION ->
                IntStream.range(0, size).boxed().toList();
        };
    }

    /** Returns whether any client got an assignment. */
    private boolean ask(long round, int slots) throws InterruptedException {
        Collection<Integer> cohort = cohort(round, slots);
        return pool.looksAround() || isFirstComeFirstServed()
                ? sendInTurn(round, offers(cohort))
                : sendWhenTrained(cohort);
    }

    /** Whether it matters who sends first: a round takes no more, or a filter remembers who came before. */
    private boolean isFirstComeFirstServed() {
        return spec.schedule().slots() > spec.schedule().cohort()
                || !spec.robustness().filters().isEmpty();
    }

    /**
     * Has clients train from the moment of their offers on, but none send before all have got theirs: a slot that a
     * refusal frees is for the next call, or the threads' race would decide who gets it.
     */
    private boolean sendWhenTrained(Collection<Integer> cohort) throws InterruptedException {
        CompletableFuture<Void> allOffered = new CompletableFuture<>();
        List<Future<?>> tasks = new ArrayList<>();
        for (int position : cohort) {
            Offer offer = clients.offer(job, position);
            if (offer != null) {
                tasks.add(runner.run(position, offer, clients.version(offer))
                        .thenCompose(frame -> whenAll(allOffered, () -> clients.send(position, offer, frame))));
            }
        }
        allOffered.complete(null);
        for (Future<?> task : tasks) {
            SyntheticClients.done(task);
        }
        return !tasks.isEmpty();
    }

    /** Sends at once where all have their offers, else on a worker when they do. */
    private CompletableFuture<Void> whenAll(CompletableFuture<Void> allOffered, Runnable send) {
        if (allOffered.isDone()) {
            send.run();
            return allOffered;
        }
        return allOffered.thenRunAsync(send, workers);
    }

    /**
     * Trains honest clients before attackers act. All send in an order that is drawn for the round, so that neither the
     * fastest thread nor a low position is favoured where more are asked than are needed.
     */
    private boolean sendInTurn(long round, SortedMap<Integer, Offer> offers) throws InterruptedException {
        clients.observed().asks(offers.keySet());
        Map<Integer, byte[]> frames = new HashMap<>();
        for (boolean byzantine : new boolean[] {false, true}) {
            Map<Integer, Future<byte[]>> tasks = new TreeMap<>();
            offers.forEach((position, offer) -> {
                if (pool.isByzantine(position) == byzantine) {
                    tasks.put(position, runner.run(position, offer, clients.version(offer)));
                }
            });
            for (Map.Entry<Integer, Future<byte[]>> task : tasks.entrySet()) {
                frames.put(task.getKey(), SyntheticClients.done(task.getValue()));
            }
        }
        List<Integer> turns = new ArrayList<>(offers.keySet());
        Collections.shuffle(
                turns, new SplittableRandom(RosterDraw.mix(~spec.simulation().seed(), round)));
        for (int position : turns) {
            clients.send(
                    position,
                    Objects.requireNonNull(offers.get(position)),
                    Objects.requireNonNull(frames.remove(position)));
        }
        return !offers.isEmpty();
    }

    private SortedMap<Integer, Offer> offers(Collection<Integer> positions) {
        SortedMap<Integer, Offer> offers = new TreeMap<>();
        for (int position : positions) {
            Offer offer = clients.offer(job, position);
            if (offer != null) {
                offers.put(position, offer);
            }
        }
        return offers;
    }

    private boolean isOpen(long round) {
        JobView view = clients.view(job);
        return view.state() == JobState.RUNNING && view.round() == round;
    }
}
