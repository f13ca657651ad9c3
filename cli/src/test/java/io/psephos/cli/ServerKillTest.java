package io.psephos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.client.Progress;
import io.psephos.client.ProgressListener;
import io.psephos.coordinator.journal.Journal;
import io.psephos.coordinator.journal.StoredAssignment;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.learning.data.DataSet;
import io.psephos.learning.data.DataSets;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.JobSpec;
import io.psephos.server.storage.Storage;
import io.psephos.simulation.Simulation;
import io.psephos.simulation.SyntheticPool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed again and again in the middle of rounds loses nothing and counts nothing twice. */
class ServerKillTest {
    private static final int CLIENTS = 8;
    private static final int MOMENTS_A_ROUND = 3 * CLIENTS;

    @TempDir
    private Path home;

    private final Queue<AssignmentId> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<AssignmentId> refused = new ConcurrentLinkedQueue<>();
    private final Queue<RogueUploads.Refused> rogue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger lostAnswers = new AtomicInteger();
    private final Semaphore moments = new Semaphore(0);

    @Test
    void threeKills() throws Exception {
        killed(3, 20261122);
    }

    @Test
    @Tag("ci")
    void twentyKills() throws Exception {
        killed(20, 20);
    }

    @Test
    @Tag("nightly")
    void twoHundredKills() throws Exception {
        killed(200, 200);
    }

    private void killed(int kills, long seed) throws Exception {
        // On average a kill comes after 1.5 rounds; the last rounds are left alone.
        JobSpec spec = RosterJobs.spec(RosterJobs.VOTES, CLIENTS, CLIENTS, 2 * kills + 4);
        DataSet digits = DataSets.digits(Specs.SPLIT_SEED);
        Path data = Files.createDirectories(home.resolve("server"));
        int port = ServerProcess.freePort();
        ServerProcess server = ServerProcess.start(data, port);
        String job;
        String digest;
        try {
            OperatorApi operator = new OperatorApi(
                    server.url(), Files.readString(server.adminTokenFile()).strip());
            SyntheticPool pool = new SyntheticPool(spec, digits);
            try (Crowd crowd = Crowd.gather(operator, server.url(), spec, pool, home, this::listener)) {
                job = crowd.job();
                SplittableRandom random = new SplittableRandom(seed);
                for (int kill = 0; kill < kills; kill++) {
                    awaitMoment(random);
                    server.kill();
                    server = ServerProcess.start(data, port);
                }
                crowd.await();
                digest = ServedModels.digest(operator, job, spec);
            }
        } finally {
            server.close();
        }
        System.out.printf(
                "%d kills: %d updates acknowledged, %d of them after a lost answer, %d refused%n",
                kills, acknowledged.size(), lostAnswers.get(), refused.size() + rogue.size());
        assertThat(digest)
                .as("the digest of a run without a crash")
                .isEqualTo(new Simulation(spec, digits, 2).run(event -> {}).digest());
        checkBooks(data, new JobId(job), spec);
    }

    /** The first member also tries its luck with bytes that are no update, before it sends a true one. */
    private ProgressListener listener(int position) {
        if (position != 0) {
            return this::note;
        }
        RogueUploads uploads = new RogueUploads(home.resolve("client-0"));
        return progress -> {
            if (progress instanceof Progress.OfferTaken taken) {
                uploads.send(taken.offer()).ifPresent(rogue::add);
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
            refused.add(refusal.assignment());
        }
        if (progress instanceof Progress.UpdateSent
                || progress instanceof Progress.OfferTaken
                || progress instanceof Progress.ModelFetched) {
            moments.release();
        }
    }

    /** Some moment of the next rounds, drawn by the seed as far as a seed reaches into running threads. */
    private void awaitMoment(SplittableRandom random) throws InterruptedException {
        moments.drainPermits();
        int count = random.nextInt(1, 3 * MOMENTS_A_ROUND);
        assertThat(moments.tryAcquire(count, 2, TimeUnit.MINUTES))
                .as("the rounds go on")
                .isTrue();
        LockSupport.parkNanos(random.nextLong(3_000_000));
    }

    private void checkBooks(Path data, JobId job, JobSpec spec) {
        try (Storage storage = Storage.inDirectory(data)) {
            Journal journal = storage.journal();
            List<StoredRoundSummary> published = journal.rounds(job).stream()
                    .filter(round -> round.state().equals("published"))
                    .toList();
            assertThat(published).hasSize(spec.schedule().rounds());
            assertThat(published)
                    .allSatisfy(round -> assertThat(round.counted()).isEqualTo(CLIENTS));

            Set<String> seats = new HashSet<>();
            assertThat(acknowledged).doesNotHaveDuplicates().allSatisfy(id -> {
                StoredAssignment assignment = journal.assignment(id).orElseThrow();
                assertThat(assignment.fate()).isEqualTo(Fate.COUNTED);
                assertThat(seats.add(assignment.round() + "/" + assignment.client()))
                        .as("one update a client and round")
                        .isTrue();
            });
            assertThat(refused)
                    .allSatisfy(id -> assertThat(
                                    journal.assignment(id).orElseThrow().fate())
                            .isNotEqualTo(Fate.COUNTED));
            assertThat(rogue).as("updates that were answered 422").isNotEmpty().allSatisfy(refusal -> {
                assertThat(refusal.status()).isEqualTo(422);
                assertThat(journal.assignment(refusal.assignment())
                                .orElseThrow()
                                .digest())
                        .as("what counts is not what was refused")
                        .isNotEqualTo(refusal.digest());
            });
            assertThat(acknowledged).hasSize(CLIENTS * spec.schedule().rounds());
        }
    }
}
