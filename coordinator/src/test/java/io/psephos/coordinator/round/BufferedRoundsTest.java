package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.coordinator.ClientCalls.Submission;
import io.psephos.coordinator.OperatorCalls.Move;
import io.psephos.coordinator.OperatorCalls.Moved;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ProblemCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asynchronous and buffered jobs, in which clients come and go. */
class BufferedRoundsTest {
    private static final String FLOATS = "codec: {scheme: float32}";
    private static final String MEAN = "aggregation: {rule: weighted-mean}";
    private static final String RATE = "optimizer: {learningRate: 1}";

    private final Deployment deployment = new Deployment(30);

    @Test
    void aFullBufferMakesAVersionAndOpenAssignmentsGoOn() {
        JobId job = deployment.start("schedule: {mode: buffered, buffer: 2}");
        Offer slow = deployment.offered(0);
        deployment.takePart(1);
        assertThat(deployment.view(job).modelVersion()).isZero();

        deployment.takePart(2);

        assertThat(deployment.view(job).modelVersion()).isOne();
        assertThat(deployment.fate(0, slow)).isEqualTo(Fate.OPEN);
        assertThat(send(0, slow)).isInstanceOf(Submission.Accepted.class);
        assertThat(deployment.receipt(0, slow.assignment()).orElseThrow().round())
                .as("the round in which it arrived")
                .isOne();
        deployment.takePart(3);
        assertThat(deployment.fate(0, slow)).isEqualTo(Fate.COUNTED);
        assertThat(deployment.rounds(job))
                .extracting(StoredRoundSummary::counted)
                .containsExactly(2, 2);
    }

    @Test
    void askingAgainReturnsWhatIsOpenAndAnUploadMakesRoomForTheNext() {
        deployment.start("schedule: {mode: buffered, buffer: 3}");
        Offer first = deployment.offered(0);
        assertThat(deployment.offered(0).assignment()).isEqualTo(first.assignment());
        send(0, first);

        Offer second = deployment.offered(0);

        assertThat(second.assignment()).isNotEqualTo(first.assignment());
        assertThat(second.round()).as("the same round, the same client").isEqualTo(first.round());
        assertThat(deployment.fate(0, first)).isEqualTo(Fate.ACCEPTED);
        assertThat(send(0, first)).isInstanceOf(Submission.AlreadyAccepted.class);
    }

    @Test
    void nobodyHasTwoUpdatesInABufferOfARuleThatBearsSome() {
        deployment.start(
                "schedule: {mode: buffered, buffer: 5}",
                FLOATS,
                "aggregation: {rule: krum}",
                "robustness: {byzantine: 1}");
        Offer first = deployment.offered(0);
        sendFloats(0, first, 1);
        assertThat(deployment.isOffered(0)).isFalse();
        for (int client = 1; client < 5; client++) {
            sendFloats(client, deployment.offered(client), 1);
        }

        assertThat(deployment.offered(0).modelVersion()).isOne();
    }

    /** A mean alone bears nobody; the stages before it do, and count updates for clients as a rule does. */
    @ParameterizedTest
    @ValueSource(strings = {"nnm", "arc", "bucketing", "{kind: clipping, norm: 1}", "[arc, nnm]"})
    void nobodyHasTwoUpdatesInABufferOfStagesThatBearSome(String stages) {
        JobId job = deployment.start(
                "schedule: {mode: buffered, buffer: 9}",
                FLOATS,
                MEAN,
                RATE,
                "robustness: {byzantine: 2, preAggregation: " + stages + "}");
        for (int client = 1; client < 4; client++) {
            sendFloats(client, deployment.offered(client), 1);
        }
        for (int i = 0; i < 6 && deployment.isOffered(0); i++) {
            sendFloats(0, deployment.offered(0), 1000);
        }
        assertThat(deployment.view(job).modelVersion()).isZero();
        for (int client = 4; client < 9; client++) {
            sendFloats(client, deployment.offered(client), 1);
        }

        assertThat(deployment.rounds(job)).singleElement().satisfies(round -> {
            assertThat(round.counted()).isEqualTo(9);
            assertThat(round.assigned()).as("nine clients").isEqualTo(9);
        });
        assertThat(deployment.offered(0).modelVersion()).isOne();
    }

    @Test
    void anOfferIsOfTheVersionThatItWasMadeFor() {
        deployment.start("schedule: {mode: asynchronous}");
        Offer before = deployment.offered(0);
        deployment.takePart(1);

        Offer again = deployment.offered(0);

        assertThat(again.modelVersion()).isEqualTo(before.modelVersion()).isZero();
        assertThat(again.links()).isEqualTo(before.links());
        assertThat(again.round()).isEqualTo(before.round());
    }

    @Test
    void whatLiesTooFarBehindIsStale() {
        JobId job = deployment.start("schedule: {mode: asynchronous, maxStaleness: 2}");
        Offer late = deployment.offered(0);
        Offer tooLate = deployment.offered(1);
        deployment.takePart(2);
        deployment.takePart(3);
        assertThat(send(0, late)).as("two versions behind").isInstanceOf(Submission.Accepted.class);
        byte[] frame = Frames.votes(tooLate, 1);

        Submission answer = deployment.send(1, tooLate.assignment(), frame);

        assertThat(code(answer)).isEqualTo(ProblemCode.STALE);
        assertThat(((Submission.Refused) answer).value()).isEqualTo("3");
        assertThat(code(deployment.send(1, tooLate.assignment(), frame))).isEqualTo(ProblemCode.STALE);
        assertThat(code(deployment.send(1, tooLate.assignment(), Frames.votes(tooLate, 2))))
                .isEqualTo(ProblemCode.DUPLICATE_DIFFERS);
        assertThat(deployment.fate(1, tooLate)).isEqualTo(Fate.DISCARDED);
        assertThat(deployment.receipt(1, tooLate.assignment()).orElseThrow().code())
                .isEqualTo(ProblemCode.STALE);
        assertThat(deployment.offered(1).modelVersion())
                .as("a fresh one at once")
                .isEqualTo(3);
        deployment.takePart(1);
        assertThat(deployment.rounds(job).get(3).refused()).containsEntry("stale", 1);
    }

    @Test
    void aMalformedFrameIsThatBeforeItIsStale() {
        deployment.start("schedule: {mode: asynchronous, maxStaleness: 0}");
        Offer late = deployment.offered(0);
        deployment.takePart(1);

        assertThat(code(deployment.send(0, late.assignment(), Frames.damaged(Frames.votes(late, 1)))))
                .isEqualTo(ProblemCode.BAD_CHECKSUM);
    }

    @Test
    void aJobThatIsStoppedDiscardsItsPartOfABuffer() {
        JobId job = deployment.start("schedule: {mode: buffered, buffer: 3}");
        Offer accepted = deployment.takePart(0);
        Offer open = deployment.offered(1);

        deployment.move(job, Move.STOP);

        assertThat(deployment.fate(0, accepted)).isEqualTo(Fate.DISCARDED);
        assertThat(deployment.fate(1, open)).isEqualTo(Fate.EXPIRED);
        assertThat(code(send(1, open))).isEqualTo(ProblemCode.ROUND_CLOSED);
        assertThat(deployment.rounds(job)).extracting(StoredRoundSummary::state).containsExactly("abandoned");
    }

    @Test
    void aJobThatIsFinishedLeavesNothingOpen() {
        JobId job = deployment.start("schedule: {mode: asynchronous, rounds: 2}");
        Offer open = deployment.offered(0);
        deployment.takePart(1);
        deployment.takePart(2);

        assertThat(deployment.state(job)).isEqualTo(JobState.FINISHED);
        assertThat(deployment.fate(0, open)).isEqualTo(Fate.EXPIRED);
        assertThat(code(send(0, open))).isEqualTo(ProblemCode.ROUND_CLOSED);
        assertThat(deployment.time().alarms()).as("nobody rings any more").isZero();
    }

    @Test
    void pausedJobsTakeWhatIsOnItsWay() {
        JobId job = deployment.start("schedule: {mode: asynchronous}");
        Offer first = deployment.offered(0);
        Offer second = deployment.offered(1);
        deployment.move(job, Move.PAUSE);

        assertThat(deployment.isOffered(2)).isFalse();
        assertThat(send(0, first)).isInstanceOf(Submission.Accepted.class);
        assertThat(send(1, second)).isInstanceOf(Submission.Accepted.class);
        assertThat(deployment.view(job).modelVersion()).isEqualTo(2);
        assertThat(deployment.isOffered(2)).isFalse();

        deployment.move(job, Move.RESUME);
        assertThat(deployment.isOffered(2)).isTrue();
    }

    @Test
    void aPausedJobIsSetBackOnceNothingIsOnItsWay() {
        JobId job = deployment.start("schedule: {mode: asynchronous}");
        deployment.takePart(0);
        Offer open = deployment.offered(1);
        deployment.move(job, Move.PAUSE);
        assertThat(rollback(job)).isInstanceOf(Moved.WrongState.class);
        send(1, open);

        assertThat(rollback(job)).isInstanceOf(Moved.Done.class);
        deployment.move(job, Move.RESUME);

        assertThat(deployment.takePart(2).modelVersion()).isEqualTo(3);
        assertThat(deployment.view(job).modelVersion()).isEqualTo(4);
    }

    @Test
    void floatsAreDampenedAndDividedByTheBuffer() {
        JobId job = deployment.start(
                "schedule: {mode: buffered, buffer: 2}",
                FLOATS,
                RATE,
                "aggregation: {rule: weighted-mean, dampening: inverse}");
        Offer slow = deployment.offered(0);
        for (int client = 1; client <= 6; client++) {
            sendFloats(client, deployment.offered(client), 0);
        }
        float before = deployment.parameters(job)[0];
        sendFloats(0, slow, 8);
        sendFloats(7, deployment.offered(7), 1);

        // Three versions behind: (8 · 1/4 + 1 · 1) / 2, as FedBuff divides.
        assertThat(deployment.parameters(job)[0]).isCloseTo(before - 1.5f, within(1e-6f));
    }

    @Test
    void votesAreDampenedInSixteenths() {
        JobId job = deployment.start(
                "schedule: {mode: buffered, buffer: 3}", "aggregation: {dampening: {kind: exponential, alpha: 1}}");
        Offer slow = deployment.offered(0);
        Offer slower = deployment.offered(1);
        deployment.takePart(2);
        deployment.takePart(3);
        deployment.takePart(4);
        float[] before = deployment.parameters(job);
        Offer fresh = deployment.offered(5);
        deployment.send(0, slow.assignment(), Frames.votes(slow, 90));
        deployment.send(1, slower.assignment(), Frames.votes(slower, 90));
        deployment.send(5, fresh.assignment(), Frames.votes(fresh, 91));

        // Twice round(16/e) = 6 against once 16: the fresh vote wins everywhere.
        float[] votes = Frames.signs(before.length, 91).toDense();
        float[] after = deployment.parameters(job);
        for (int i = 0; i < votes.length; i++) {
            assertThat(after[i]).isEqualTo(before[i] - 0.25f * votes[i]);
        }
    }

    @Test
    void aSingleVoteIsDampenedInItsStep() {
        JobId job = deployment.start("schedule: {mode: asynchronous}", "aggregation: {dampening: polynomial}");
        Offer slow = deployment.offered(0);
        deployment.takePart(1);
        deployment.takePart(2);
        deployment.takePart(3);
        float[] before = deployment.parameters(job);
        deployment.send(0, slow.assignment(), Frames.votes(slow, 5));

        float[] votes = Frames.signs(before.length, 5).toDense();
        float[] after = deployment.parameters(job);
        for (int i = 0; i < votes.length; i++) {
            assertThat(after[i]).isCloseTo(before[i] - 0.125f * votes[i], within(1e-7f));
        }
    }

    @Test
    void aRestartKeepsBufferAndAssignments() {
        JobId job = deployment.start("schedule: {mode: buffered, buffer: 3}", "aggregation: {dampening: inverse}");
        Offer slow = deployment.offered(0);
        deployment.takePart(1);
        deployment.takePart(2);
        deployment.takePart(3);
        Offer buffered = deployment.takePart(4);
        send(0, slow);

        deployment.restart();

        assertThat(deployment.fate(4, buffered)).isEqualTo(Fate.ACCEPTED);
        assertThat(send(0, slow)).isInstanceOf(Submission.AlreadyAccepted.class);
        Offer last = deployment.takePart(5);
        assertThat(deployment.view(job).modelVersion()).isEqualTo(2);
        assertThat(deployment.fate(5, last)).isEqualTo(Fate.COUNTED);
        assertThat(deployment.digest(job)).isEqualTo(withoutRestart());
    }

    private String withoutRestart() {
        Deployment other = new Deployment(30);
        JobId job = other.start("schedule: {mode: buffered, buffer: 3}", "aggregation: {dampening: inverse}");
        Offer slow = other.offered(0);
        other.takePart(1);
        other.takePart(2);
        other.takePart(3);
        other.takePart(4);
        other.send(0, slow.assignment(), Frames.votes(slow, 0));
        other.takePart(5);
        return other.digest(job);
    }

    @Test
    void metricsGoOnWithTheirAssignment() {
        JobId job = deployment.start(
                "schedule: {mode: buffered, buffer: 1, rounds: 9}", "evaluation: {data: clients, every: 1}");
        Offer slow = deployment.offered(0);
        report(0, slow, 0.25);
        deployment.takePart(1);
        assertThat(deployment.records().metrics(job))
                .as("nothing was told of those who count")
                .isEmpty();
        report(0, slow, 0.5);

        send(0, slow);

        assertThat(deployment.records().metrics(job))
                .singleElement()
                .satisfies(metric -> assertThat(metric.value()).isEqualTo(0.5));
    }

    private void report(int client, Offer offer, double loss) {
        Deployment.now(deployment
                .coordinator()
                .report(
                        TestPopulation.client(client).id(),
                        offer.assignment(),
                        new ClientReport(Map.of("loss", loss), List.of())));
    }

    private Moved rollback(JobId job) {
        return Deployment.now(deployment.coordinator().rollback(job, 0, "operator"));
    }

    private Submission send(int client, Offer offer) {
        return deployment.send(client, offer.assignment(), Frames.votes(offer, client));
    }

    private void sendFloats(int client, Offer offer, float value) {
        assertThat(deployment.send(client, offer.assignment(), Frames.floats(offer, value)))
                .isInstanceOf(Submission.Accepted.class);
    }

    private static ProblemCode code(Submission submission) {
        assertThat(submission).isInstanceOf(Submission.Refused.class);
        return ((Submission.Refused) submission).code();
    }

    @Test
    void offersAreForThoseWhoMayTakePart() {
        JobId job = deployment.start("schedule: {mode: asynchronous}", MEAN, FLOATS);

        assertThat(deployment.ask(1, job)).isInstanceOf(OfferOutcome.Offered.class);
        assertThat(deployment.ask(1, new JobId("j-none"))).isInstanceOf(OfferOutcome.Unknown.class);
    }
}
