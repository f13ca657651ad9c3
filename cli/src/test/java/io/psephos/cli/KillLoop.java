package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.client.Progress;
import io.psephos.client.ProgressListener;
import io.psephos.client.update.EncodedUpdate;
import io.psephos.learning.data.DataSet;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.Offer;
import io.psephos.server.storage.Storage;
import io.psephos.simulation.SyntheticPool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A run of a job whose server is killed again and again, with a record of what its clients sent and were answered. */
final class KillLoop {
    private static final int MOMENTS_AN_UPDATE = 3;

    private final JobSpec spec;
    private final DataSet set;
    private final Path home;
    private final Path data;
    private final ServerDatabase database;
    private final Queue<AssignmentId> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<Progress.Refused> refused = new ConcurrentLinkedQueue<>();
    private final Queue<MalformedUploads.Refused> malformed = new ConcurrentLinkedQueue<>();
    private final Map<AssignmentId, byte[]> frames = new ConcurrentHashMap<>();
    private final AtomicInteger lostAnswers = new AtomicInteger();
    private final Semaphore moments = new Semaphore(0);
    private String job = "";
    private String digest = "";

    /** @param set that the clients' examples are of */
    KillLoop(JobSpec spec, DataSet set, Path home) {
        this(spec, set, home, ServerDatabase.embedded(home.resolve("server")));
    }

    /** @param set that the clients' examples are of */
    KillLoop(JobSpec spec, DataSet set, Path home, ServerDatabase database) {
        this.database = database;
        this.spec = spec;
        this.set = set;
        this.home = home;
        this.data = home.resolve("server");
    }

    /** Runs the job to its end; on average a kill comes after each client has sent one and a half updates. */
    void run(int kills, long seed) throws Exception {
        int port = ServerProcess.freePort();
        ServerProcess server = ServerProcess.start(Files.createDirectories(data), port, database.environment());
        try {
            OperatorApi operator = new OperatorApi(
                    server.url(), Files.readString(server.adminTokenFile()).strip());
            SyntheticPool pool = new SyntheticPool(spec, set);
            try (RosterClients clients = RosterClients.gather(
                    operator,
                    server.url(),
                    spec,
                    pool,
                    home,
                    this::listener,
                    position -> pool.pipeline(position).seenBy(this::note))) {
                job = clients.job();
                SplittableRandom random = new SplittableRandom(seed);
                for (int kill = 0; kill < kills; kill++) {
                    awaitMoment(random);
                    server.kill();
                    server = ServerProcess.start(data, port, database.environment());
                }
                clients.await();
                digest = ServedModels.digest(operator, job, spec);
            }
        } finally {
            server.close();
        }
        System.out.printf(
                "%d kills: %d updates acknowledged, %d of them after a lost answer, %d refused%n",
                kills, acknowledged.size(), lostAnswers.get(), refused.size() + malformed.size());
    }

    /** Opens the database that the server has left. */
    Storage open() {
        return database.open();
    }

    JobId job() {
        return new JobId(job);
    }

    /** Returns the digest of the last version. */
    String digest() {
        return digest;
    }

    /** Returns the accepted updates, as clients were told. */
    Queue<AssignmentId> acknowledged() {
        return acknowledged;
    }

    /** Returns the updates refused for good, as clients were told. */
    Queue<Progress.Refused> refused() {
        return refused;
    }

    /** Returns the malformed uploads and their answers. */
    Queue<MalformedUploads.Refused> malformed() {
        return malformed;
    }

    /** Returns the frame that was made for an assignment. */
    byte[] frame(AssignmentId assignment) {
        return frames.get(assignment);
    }

    /** The first member also tries its luck with bytes that are no update, before it sends a true one. */
    private ProgressListener listener(int position) {
        if (position != 0) {
            return this::note;
        }
        MalformedUploads uploads = new MalformedUploads(home.resolve("client-0"));
        return progress -> {
            if (progress instanceof Progress.OfferTaken taken) {
                uploads.send(taken.offer()).ifPresent(malformed::add);
            }
            note(progress);
        };
    }

    private void note(Progress progress) {
        if (progress instanceof Progress.UpdateSent sent) {
            acknowledged.add(sent.assignment());
            if (sent.delivery() == Progress.Delivery.ALREADY) {
                lostAnswers.incrementAndGet();
            }
        } else if (progress instanceof Progress.Refused refusal) {
            refused.add(refusal);
        }
        if (progress instanceof Progress.UpdateSent || progress instanceof Progress.OfferTaken) {
            moments.release();
        }
    }

    /** What is encoded is about to be sent. */
    private void note(Offer offer, EncodedUpdate update) {
        frames.put(offer.assignment(), update.frame().clone());
        moments.release();
    }

    /** Some moment of the next updates, drawn by the seed as far as a seed reaches into running threads. */
    private void awaitMoment(SplittableRandom random) throws InterruptedException {
        moments.drainPermits();
        int count = random.nextInt(1, 3 * MOMENTS_AN_UPDATE * spec.simulation().clients());
        assertThat(moments.tryAcquire(count, 2, TimeUnit.MINUTES))
                .as("the job goes on")
                .isTrue();
        LockSupport.parkNanos(random.nextLong(20_000_000));
    }
}
