package io.psephos.simulation;

import io.psephos.protocol.JobSpec;
import io.psephos.protocol.JobSpec.Simulation.Staleness;
import io.psephos.protocol.Offer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The run of an asynchronous or buffered job, whose synthetic clients come and go: each trains on the version that it was
 * offered and uploads when so many versions have passed as were drawn for it. Time is counted in versions, so a run is the
 * same on any machine and any number of threads.
 *
 * <p>With c updates on their way at a time and K to a version, updates lie (c − 1)/K versions behind on average whatever
 * is drawn (Little's law); so c follows from the mean that the job asks for, and draws give the spread.
 */
final class AsynchronousRun {

    /** The actions of clients, each call from one thread. */
    interface Clients {
        /** The offer for the client, or null for none now. */
        @Nullable
        Offer offer(int position);

        /** Starts the client's work on the offer; the result is its frame. */
        Future<byte[]> train(int position, Offer offer);

        /** Uploads; false where it was refused. */
        boolean send(int position, Offer offer, Future<byte[]> frame) throws InterruptedException;

        /** The newest version; negative once the job has ended. */
        long version();

        /** Advances time until something happens by itself; false where nothing would. */
        boolean waitForRetry();

        /** Whether the client uploads as soon as it can. */
        boolean floods(int position);
    }

    private static final int MOST_WAITS = 100;

    private final Clients clients;
    private final SplittableRandom random;
    private final double mean;
    private final double deviation;
    private final int size;
    private final int onTheirWay;
    private final List<Integer> idle = new ArrayList<>();
    private final Queue<Integer> flooding = new ArrayDeque<>();
    private final Set<Integer> resting = new HashSet<>();
    private final PriorityQueue<Flight> flights =
            new PriorityQueue<>(Comparator.comparingLong(Flight::due).thenComparingLong(Flight::order));
    private long order;
    private int waits;
    private double sum;
    private double squares;
    private long sent;

    private record Flight(int position, Offer offer, long due, long order, Future<byte[]> frame) {}

    /** @param size of the pool of clients */
    AsynchronousRun(JobSpec spec, int size, Clients clients) {
        this.clients = clients;
        this.random = new SplittableRandom(~spec.simulation().seed());
        this.size = size;
        int most = Math.min(spec.schedule().cohort(), size);
        int buffer = spec.schedule().buffer();
        this.onTheirWay = spec.simulation()
                .staleness()
                .map(staleness -> (int) Math.min(most, Math.max(1, Math.rint(buffer * staleness.mean() + 1))))
                .orElse(most);
        this.mean = spec.simulation().staleness().map(Staleness::mean).orElse((onTheirWay - 1.0) / buffer);
        this.deviation = spec.simulation().staleness().map(Staleness::deviation).orElse(mean / 3);
    }

    /** Runs the job to its end. */
    void run() throws InterruptedException {
        for (int position = 0; position < size; position++) {
            comeBack(position);
        }
        for (long version = clients.version(); version >= 0; version = clients.version()) {
            send(version);
        }
        flights.forEach(flight -> flight.frame().cancel(false));
    }

    /** The staleness of the updates that counted, in versions. */
    Optional<Staleness> staleness() {
        if (sent == 0) {
            return Optional.empty();
        }
        double average = sum / sent;
        return Optional.of(new Staleness(average, Math.sqrt(Math.max(0, squares / sent - average * average))));
    }

    private void send(long version) throws InterruptedException {
        ask(version);
        Flight next = flights.poll();
        if (next == null) {
            waitForRetry(version);
            return;
        }
        boolean counted = clients.send(next.position(), next.offer(), next.frame());
        comeBack(next.position());
        if (counted) {
            long behind = version - next.offer().modelVersion();
            sum += behind;
            squares += (double) behind * behind;
            sent++;
        }
        if (clients.version() > version) {
            waits = 0;
            resting.forEach(this::comeBack);
            resting.clear();
        }
    }

    /** Waits before all clients are asked again, as every one was refused since the newest version. */
    private void waitForRetry(long version) {
        if (++waits > MOST_WAITS || !clients.waitForRetry()) {
            throw UnfinishedException.stalled("version " + version + " was not followed by another: all " + size
                    + " clients were refused repeatedly");
        }
        resting.forEach(this::comeBack);
        resting.clear();
    }

    /** Starts one more client for each that has come back. */
    private void ask(long version) {
        while (flights.size() < onTheirWay && !(flooding.isEmpty() && idle.isEmpty())) {
            int position = takeIdle();
            Offer offer = clients.offer(position);
            if (offer == null) {
                resting.add(position);
            } else {
                long due = version + (clients.floods(position) ? 0 : draw());
                flights.add(new Flight(position, offer, due, order++, clients.train(position, offer)));
            }
        }
    }

    private void comeBack(int position) {
        if (clients.floods(position)) {
            flooding.add(position);
        } else {
            idle.add(position);
        }
    }

    /** Those that upload as soon as they can come first; a random one of the others. */
    private int takeIdle() {
        Integer first = flooding.poll();
        if (first != null) {
            return first;
        }
        int place = random.nextInt(idle.size());
        int last = idle.size() - 1;
        int position = idle.get(place);
        idle.set(place, idle.get(last));
        idle.remove(last);
        return position;
    }

    private long draw() {
        return Math.max(0, Math.round(mean + deviation * random.nextGaussian()));
    }
}
