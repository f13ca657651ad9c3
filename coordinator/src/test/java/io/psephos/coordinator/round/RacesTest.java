package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.ClientCalls.Declining;
import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.coordinator.ClientCalls.Submission;
import io.psephos.coordinator.Coordinator;
import io.psephos.coordinator.IdSource;
import io.psephos.coordinator.OperatorCalls.Move;
import io.psephos.coordinator.journal.MemoryJournal;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.model.ModelDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests with many threads at once. */
class RacesTest {
    private static final int THREADS = 12;
    private static final int TURNS = 40;

    private final ExecutorService writer = Executors.newVirtualThreadPerTaskExecutor();
    private final ExecutorService compute = Executors.newFixedThreadPool(4);
    private final ExecutorService clients = Executors.newFixedThreadPool(THREADS);
    private final MemoryJournal memory = new MemoryJournal();
    private final FaultyJournal journal = new FaultyJournal(memory);
    private Coordinator coordinator;

    @BeforeEach
    void open() {
        Deployment around =
                new Deployment(journal, TestPopulation.of(500), IdSource.counting(), spec -> Optional.empty());
        coordinator = LocalCoordinator.open(around.ports(writer, compute));
    }

    @AfterEach
    void close() {
        clients.shutdownNow();
        compute.shutdownNow();
        writer.shutdownNow();
    }

    @Test
    void ofManyUploadsOfTheSameBytesOneIsAccepted() throws Exception {
        JobId job = start("schedule: {cohort: 100, quorum: 100}");
        for (int turn = 0; turn < TURNS; turn++) {
            Offer offer = offered(turn);
            int client = turn;
            byte[] frame = Frames.votes(offer, turn);

            List<Submission> answers = together(n -> () -> submit(client, offer, frame.clone()));

            assertThat(answers)
                    .filteredOn(Submission.Accepted.class::isInstance)
                    .hasSize(1);
            assertThat(answers)
                    .filteredOn(Submission.AlreadyAccepted.class::isInstance)
                    .hasSize(THREADS - 1);
        }
        assertThat(memory.progress(job).orElseThrow().accepted()).isEqualTo(TURNS);
    }

    @Test
    void ofManyDifferentUploadsOneIsAcceptedAndTheOthersDiffer() throws Exception {
        JobId job = start("schedule: {cohort: 100, quorum: 100}");
        for (int turn = 0; turn < TURNS; turn++) {
            Offer offer = offered(turn);
            int client = turn;

            List<Submission> answers = together(n -> () -> submit(client, offer, Frames.votes(offer, n)));

            assertThat(answers)
                    .filteredOn(Submission.Accepted.class::isInstance)
                    .hasSize(1);
            assertThat(answers)
                    .filteredOn(RacesTest::isDifferent)
                    .as("all others")
                    .hasSize(THREADS - 1);
        }
        assertThat(memory.progress(job).orElseThrow().accepted()).isEqualTo(TURNS);
    }

    @Test
    void oneClientThatAsksManyTimesAtOnceHasOneAssignment() throws Exception {
        JobId job = start("schedule: {cohort: 100, quorum: 100}");
        for (int turn = 0; turn < TURNS; turn++) {
            int client = turn;

            List<Offer> offers = together(n -> () -> offered(client));

            assertThat(offers)
                    .extracting(Offer::assignment)
                    .containsOnly(offers.get(0).assignment());
        }
        assertThat(memory.openRound(job).orElseThrow().assignments()).hasSize(TURNS);
    }

    @Test
    void manyClientsAtOnceTakeNoMoreSlotsThanThereAre() throws Exception {
        start("schedule: {cohort: 5, quorum: 5}");

        List<OfferOutcome> answers = together(n -> () -> await(coordinator.offer(TestPopulation.client(n), null)));

        assertThat(answers).filteredOn(OfferOutcome.Offered.class::isInstance).hasSize(5);
        assertThat(answers)
                .filteredOn(OfferOutcome.NothingNow.class::isInstance)
                .hasSize(THREADS - 5);
    }

    @Test
    void anUploadThatRacesTheCloseIsInTheSetOrToldThatItIsNot() throws Exception {
        JobId job = start("schedule: {rounds: 100000, cohort: 4, quorum: 4, overSelect: 3}");
        for (int turn = 0; turn < TURNS; turn++) {
            List<Offer> offers = new ArrayList<>();
            for (int client = 0; client < THREADS; client++) {
                offers.add(offered(client));
            }

            List<Submission> answers = together(n -> () -> submit(n, offers.get(n), Frames.votes(offers.get(n), n)));

            assertThat(answers)
                    .filteredOn(Submission.Accepted.class::isInstance)
                    .hasSize(4);
            assertThat(answers).filteredOn(RacesTest::isClosed).hasSize(THREADS - 4);
            awaitRounds(job, turn + 1);
            for (int client = 0; client < THREADS; client++) {
                assertThat(memory.assignment(offers.get(client).assignment())
                                .orElseThrow()
                                .fate())
                        .isEqualTo(isClosed(answers.get(client)) ? Fate.EXPIRED : Fate.COUNTED);
            }
        }
        assertThat(memory.rounds(job)).extracting(StoredRoundSummary::counted).containsOnly(4);
    }

    @Test
    void anUploadThatRacesAStopIsDiscardedOrRefused() throws Exception {
        for (int turn = 0; turn < TURNS; turn++) {
            JobId job = start("schedule: {cohort: 200, quorum: 200}");
            List<Offer> offers = new ArrayList<>();
            for (int client = 0; client < THREADS - 1; client++) {
                offers.add(
                        ((OfferOutcome.Offered) await(coordinator.offer(TestPopulation.client(client), job))).offer());
            }

            List<Object> answers = together(n -> () -> n == THREADS - 1
                    ? await(coordinator.move(job, Move.STOP, "operator"))
                    : submit(n, offers.get(n), Frames.votes(offers.get(n), n)));

            for (int client = 0; client < THREADS - 1; client++) {
                Fate fate = memory.assignment(offers.get(client).assignment())
                        .orElseThrow()
                        .fate();
                assertThat(fate)
                        .isEqualTo(answers.get(client) instanceof Submission.Accepted ? Fate.DISCARDED : Fate.EXPIRED);
            }
        }
    }

    @Test
    void uploadsThatWaitForABusyWriterAreCommittedTogether() throws Exception {
        start("schedule: {cohort: 400, quorum: 400}");
        List<Offer> offers = new ArrayList<>();
        for (int client = 0; client < 120; client++) {
            offers.add(offered(client));
        }
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        journal.beforeCommit(() -> {
            writing.countDown();
            awaitLatch(goOn);
        });
        int before = journal.commits();
        List<CompletionStage<Submission>> answers = new ArrayList<>();
        for (int client = 0; client < 120; client++) {
            answers.add(coordinator.submit(
                    TestPopulation.client(client).id(),
                    offers.get(client).assignment(),
                    Frames.votes(offers.get(client), client)));
        }
        awaitLatch(writing);
        compute.shutdown();
        assertThat(compute.awaitTermination(30, TimeUnit.SECONDS))
                .as("all looked at")
                .isTrue();
        goOn.countDown();

        for (CompletionStage<Submission> answer : answers) {
            assertThat(await(answer)).isInstanceOf(Submission.Accepted.class);
        }
        assertThat(journal.commits() - before).isBetween(1, 3);
    }

    @Test
    void threadsThatDoEverythingAtOnceLeaveABookThatAddsUp() throws Exception {
        JobId job = start("schedule: {rounds: 100000, cohort: 6, quorum: 3, overSelect: 1.5}");

        List<Integer> accepted = together(n -> () -> {
            int mine = 0;
            for (int turn = 0; turn < 60; turn++) {
                if (await(coordinator.offer(TestPopulation.client(n), job)) instanceof OfferOutcome.Offered offered) {
                    Offer offer = offered.offer();
                    if (turn % 10 == 9) {
                        await(coordinator.decline(
                                TestPopulation.client(n).id(), offer.assignment(), Declining.because("busy")));
                    } else if (submit(n, offer, Frames.votes(offer, turn)) instanceof Submission.Accepted) {
                        mine++;
                    }
                }
            }
            return mine;
        });
        await(coordinator.move(job, Move.STOP, "operator"));

        int inRounds = memory.rounds(job).stream()
                .mapToInt(StoredRoundSummary::accepted)
                .sum();
        assertThat(inRounds)
                .isEqualTo(accepted.stream().mapToInt(Integer::intValue).sum());
        assertThat(inRounds).isGreaterThan(THREADS);
        assertThat(ModelDigest.hex(coordinator.model(job, -1).orElseThrow().parameters()))
                .isEqualTo(ModelDigest.hex(
                        memory.model(job, memory.job(job).orElseThrow().modelVersion())
                                .orElseThrow()
                                .parameters()));
    }

    private JobId start(String... lines) throws Exception {
        JobId job = await(coordinator.create(Specs.of(lines), "operator")).job();
        await(coordinator.move(job, Move.START, "operator"));
        return job;
    }

    private Offer offered(int client) throws Exception {
        return ((OfferOutcome.Offered) await(coordinator.offer(TestPopulation.client(client), null))).offer();
    }

    private Submission submit(int client, Offer offer, byte[] frame) throws Exception {
        return await(coordinator.submit(TestPopulation.client(client).id(), offer.assignment(), frame));
    }

    /** Waits for the writer by commands that it answers after what it has to do already. */
    private void awaitRounds(JobId job, int rounds) throws Exception {
        while (memory.rounds(job).size() < rounds) {
            await(coordinator.move(job, Move.START, "operator"));
        }
    }

    /** The answers of that many threads that start at the same moment. */
    private <T> List<T> together(IntFunction<Callable<? extends T>> calls) throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(THREADS);
        List<Future<T>> futures = new ArrayList<>();
        for (int n = 0; n < THREADS; n++) {
            Callable<? extends T> call = calls.apply(n);
            futures.add(clients.submit(() -> {
                awaitBarrier(barrier);
                return call.call();
            }));
        }
        List<T> answers = new ArrayList<>();
        for (Future<T> future : futures) {
            answers.add(future.get(30, TimeUnit.SECONDS));
        }
        return answers;
    }

    private static void awaitBarrier(CyclicBarrier barrier)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        barrier.await(30, TimeUnit.SECONDS);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static <T> T await(CompletionStage<T> stage)
            throws InterruptedException, ExecutionException, TimeoutException {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static boolean isDifferent(Submission submission) {
        return submission instanceof Submission.Refused refused && refused.code() == ProblemCode.DUPLICATE_DIFFERS;
    }

    private static boolean isClosed(Submission submission) {
        return submission instanceof Submission.Refused refused && refused.code() == ProblemCode.ROUND_CLOSED;
    }
}
