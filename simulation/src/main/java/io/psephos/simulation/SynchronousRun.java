package io.psephos.simulation;

import io.psephos.coordinator.cohort.RosterDraw;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.job.JobView;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Offer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** The run of a synchronous job: in each round, synthetic clients are drawn and train on the same version. */
final class SynchronousRun {
    private final JobSpec spec;
    private final JobId job;
    private final SyntheticClients clients;
    private final SyntheticPool pool;
    private final ExecutorService workers;

    SynchronousRun(JobSpec spec, JobId job, SyntheticClients clients, ExecutorService workers) {
        this.spec = spec;
        this.job = job;
        this.clients = clients;
        this.pool = clients.pool();
        this.workers = workers;
    }

    /** Runs the job to its end. */
    void run() throws InterruptedException {
        for (JobView view = clients.view(job); view.state() == JobState.RUNNING; view = clients.view(job)) {
            runRound(view.round());
        }
    }

    private void runRound(long round) throws InterruptedException {
        clients.observed().openRound();
        int slots = Math.min(spec.schedule().slots(), pool.size());
        long version = clients.view(job).modelVersion();
        ask(cohort(round, slots));
        // A refused client leaves its slot to another.
        for (int more = slots * 2; isOpen(round) && slots < pool.size(); more *= 2) {
            slots = Math.min(more, pool.size());
            ask(cohort(round, slots));
        }
        clients.memories().settle(clients.view(job).modelVersion() > version ? Fate.COUNTED : Fate.DISCARDED);
        if (isOpen(round)) {
            throw UnfinishedException.stalled("round " + round + " found no quorum of "
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

    private void ask(Set<Integer> positions) throws InterruptedException {
        if (pool.looksAround()) {
            askAttackersLast(offers(positions));
            return;
        }
        List<Future<?>> tasks = new ArrayList<>();
        for (int position : positions) {
            Offer offer = clients.offer(job, position);
            if (offer != null) {
                tasks.add(workers.submit(() -> clients.send(position, offer, frame(position, offer))));
            }
        }
        for (Future<?> task : tasks) {
            SyntheticClients.done(task);
        }
    }

    /**
     * Trains honest clients before attackers act; all send in the order of their positions, so that nobody is favoured.
     */
    private void askAttackersLast(SortedMap<Integer, Offer> offers) throws InterruptedException {
        clients.observed().asks(offers.keySet());
        SortedMap<Integer, byte[]> frames = new TreeMap<>();
        for (boolean byzantine : new boolean[] {false, true}) {
            Map<Integer, Future<byte[]>> tasks = new TreeMap<>();
            offers.forEach((position, offer) -> {
                if (pool.isByzantine(position) == byzantine) {
                    tasks.put(position, workers.submit(() -> frame(position, offer)));
                }
            });
            for (Map.Entry<Integer, Future<byte[]>> task : tasks.entrySet()) {
                frames.put(task.getKey(), SyntheticClients.done(task.getValue()));
            }
        }
        for (Map.Entry<Integer, byte[]> frame : frames.entrySet()) {
            int position = frame.getKey();
            clients.send(position, Objects.requireNonNull(offers.get(position)), frame.getValue());
        }
    }

    private SortedMap<Integer, Offer> offers(Set<Integer> positions) {
        SortedMap<Integer, Offer> offers = new TreeMap<>();
        for (int position : positions) {
            Offer offer = clients.offer(job, position);
            if (offer != null) {
                offers.put(position, offer);
            }
        }
        return offers;
    }

    private byte[] frame(int position, Offer offer) throws Exception {
        return clients.frame(position, offer, clients.start(offer));
    }

    private boolean isOpen(long round) {
        JobView view = clients.view(job);
        return view.state() == JobState.RUNNING && view.round() == round;
    }
}
