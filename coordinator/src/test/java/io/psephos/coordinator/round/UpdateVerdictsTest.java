package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.compression.Dense;
import io.psephos.compression.builtin.UpdateFrames;
import io.psephos.coordinator.ClientCalls.Declining;
import io.psephos.coordinator.ClientCalls.Submission;
import io.psephos.coordinator.OperatorCalls.Move;
import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.event.JobEvent.Kind;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Row;
import io.psephos.protocol.frame.FrameHeader;
import io.psephos.protocol.frame.UpdateFrame;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of the verdicts on updates and their order. */
@Row("PUT /api/v1/assignments/{assignment}/update")
class UpdateVerdictsTest {
    private final Deployment deployment = new Deployment(20);

    @Test
    void theSameBytesAgainAreAnsweredWithTheCurrentFate() {
        JobId job = deployment.start("schedule: {cohort: 2, quorum: 2}");
        Offer offer = deployment.takePart(0);
        byte[] frame = Frames.votes(offer, 0);
        assertAlready(Fate.ACCEPTED, deployment.send(0, offer.assignment(), frame.clone()));

        deployment.takePart(1);

        assertAlready(Fate.COUNTED, deployment.send(0, offer.assignment(), frame.clone()));
        assertThat(deployment.rounds(job).get(0).accepted()).isEqualTo(2);
        assertThat(events(job, Kind.UPDATE_ACCEPTED)).isEqualTo(2);
    }

    @Test
    void theSameBytesOfADiscardedRoundAreAnsweredWithThat() {
        JobId job = deployment.start();
        Offer offer = deployment.takePart(0);
        deployment.move(job, Move.STOP);

        assertAlready(Fate.DISCARDED, deployment.send(0, offer.assignment(), Frames.votes(offer, 0)));
    }

    @Test
    void otherBytesAfterAcceptedOnesDiffer() {
        deployment.start("schedule: {cohort: 2, quorum: 2}");
        Offer offer = deployment.takePart(0);
        assertRefused(ProblemCode.DUPLICATE_DIFFERS, deployment.send(0, offer.assignment(), Frames.votes(offer, 99)));
        assertRefused(ProblemCode.DUPLICATE_DIFFERS, deployment.send(0, offer.assignment(), new byte[7]));

        deployment.takePart(1);

        assertRefused(ProblemCode.DUPLICATE_DIFFERS, deployment.send(0, offer.assignment(), Frames.votes(offer, 99)));
        assertThat(deployment.fate(0, offer)).isEqualTo(Fate.COUNTED);
    }

    @Test
    void declinedComesBeforeClosedAndBeforeTheFrame() {
        JobId job = deployment.start();
        Offer offer = deployment.offered(0);
        deployment.decline(0, offer);
        assertRefused(ProblemCode.WRONG_STATE, deployment.send(0, offer.assignment(), new byte[7]));

        deployment.move(job, Move.STOP);

        assertRefused(ProblemCode.WRONG_STATE, deployment.send(0, offer.assignment(), Frames.votes(offer, 0)));
    }

    @Test
    void anUpdateAfterTheRoundClosedIsTooLateWhateverItsBytes() {
        deployment.start("schedule: {cohort: 1, quorum: 1, overSelect: 2}");
        Offer slow = deployment.offered(0);
        deployment.takePart(1);

        assertRefused(ProblemCode.ROUND_CLOSED, deployment.send(0, slow.assignment(), Frames.votes(slow, 0)));
        assertRefused(ProblemCode.ROUND_CLOSED, deployment.send(0, slow.assignment(), new byte[7]));
        assertThat(deployment.fate(0, slow)).isEqualTo(Fate.EXPIRED);
    }

    @Test
    void anUpdateAfterTheDeadlineIsTooLate() {
        deployment.start();
        Offer offer = deployment.offered(0);
        deployment.passSeconds(40);

        assertRefused(ProblemCode.ROUND_CLOSED, deployment.send(0, offer.assignment(), Frames.votes(offer, 0)));
    }

    @Test
    void anUpdateAfterTheDeadlineIsTooLateEvenIfNoAlarmRangYet() {
        JobId job = deployment.start();
        Offer offer = deployment.offered(0);
        deployment.time().advanceSilently(Duration.ofSeconds(40));

        assertRefused(ProblemCode.ROUND_CLOSED, deployment.send(0, offer.assignment(), Frames.votes(offer, 0)));
        assertThat(events(job, Kind.UPDATE_ACCEPTED)).isZero();
    }

    @Test
    void anUpdateJustBeforeTheDeadlineIsInTime() {
        deployment.start();
        Offer offer = deployment.offered(0);
        deployment.pass(Duration.ofSeconds(40).minusNanos(1));

        assertThat(deployment.send(0, offer.assignment(), Frames.votes(offer, 0)))
                .isInstanceOf(Submission.Accepted.class);
    }

    @Test
    void aMalformedFrameLeavesTheAssignmentOpen() {
        deployment.start();
        Offer offer = deployment.offered(0);
        assertRefused(ProblemCode.MALFORMED_FRAME, deployment.send(0, offer.assignment(), new byte[47]));
        assertRefused(ProblemCode.WRONG_LENGTH, deployment.send(0, offer.assignment(), cut(Frames.votes(offer, 0))));
        assertThat(deployment.fate(0, offer)).isEqualTo(Fate.OPEN);
        assertThat(deployment.offered(0).assignment()).isEqualTo(offer.assignment());

        assertThat(deployment.send(0, offer.assignment(), Frames.votes(offer, 0)))
                .isInstanceOf(Submission.Accepted.class);
    }

    @Test
    void theThirdMalformedFrameIsFinalWithItsCode() {
        JobId job = deployment.start();
        Offer offer = deployment.offered(0);
        byte[] third = base(offer, 6);
        deployment.send(0, offer.assignment(), new byte[1]);
        deployment.send(0, offer.assignment(), new byte[1]);

        assertRefused(ProblemCode.WRONG_BASE, deployment.send(0, offer.assignment(), third));

        assertThat(deployment.receipt(0, offer.assignment()).orElseThrow().code())
                .isEqualTo(ProblemCode.WRONG_BASE);
        assertThat(deployment.fate(0, offer)).isEqualTo(Fate.REFUSED);
        assertRefused(ProblemCode.WRONG_BASE, deployment.send(0, offer.assignment(), third.clone()));
        assertRefused(ProblemCode.DUPLICATE_DIFFERS, deployment.send(0, offer.assignment(), new byte[1]));
        assertRefused(ProblemCode.DUPLICATE_DIFFERS, deployment.send(0, offer.assignment(), Frames.votes(offer, 0)));
        assertThat(events(job, Kind.UPDATE_REFUSED)).isEqualTo(1);
        assertThat(deployment.decline(0, offer)).isEqualTo(Fate.REFUSED);
    }

    @Test
    void aFinalRefusalOutlivesItsRound() {
        JobId job = deployment.start();
        Offer offer = deployment.offered(0);
        for (int i = 0; i < 3; i++) {
            deployment.send(0, offer.assignment(), new byte[5]);
        }
        deployment.move(job, Move.STOP);

        assertRefused(ProblemCode.MALFORMED_FRAME, deployment.send(0, offer.assignment(), new byte[5]));
        assertThat(deployment.fate(0, offer)).isEqualTo(Fate.REFUSED);
    }

    @Test
    void aBadChecksumNeverCounts() {
        deployment.start();
        Offer offer = deployment.offered(0);
        byte[] damaged = Frames.damaged(Frames.votes(offer, 0));
        deployment.send(0, offer.assignment(), new byte[1]);
        deployment.send(0, offer.assignment(), new byte[1]);
        for (int i = 0; i < 10; i++) {
            assertRefused(ProblemCode.BAD_CHECKSUM, deployment.send(0, offer.assignment(), damaged.clone()));
        }
        assertThat(deployment.fate(0, offer)).isEqualTo(Fate.OPEN);

        assertThat(deployment.send(0, offer.assignment(), Frames.votes(offer, 0)))
                .isInstanceOf(Submission.Accepted.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = ProblemCode.class,
            names = {
                "MALFORMED_FRAME",
                "UNSUPPORTED_VERSION",
                "WRONG_SCHEME",
                "WRONG_LENGTH",
                "BAD_CHECKSUM",
                "WRONG_BASE",
                "EXAMPLES_OUT_OF_RANGE"
            })
    void everyFaultOfAFrameHasItsCode(ProblemCode code) {
        deployment.start();
        Offer offer = deployment.offered(0);

        assertRefused(code, deployment.send(0, offer.assignment(), faulty(code, offer)));
    }

    @Test
    void floatsThatAreNotFiniteAreRefused() {
        deployment.start("codec: {scheme: float32}");
        Offer offer = deployment.offered(0);
        byte[] frame = Frames.floats(offer, 1);
        int last = frame.length - 1;
        frame[last] = 0x7f;
        frame[last - 1] = (byte) 0x80;
        byte[] mended = UpdateFrame.wrap(
                new FrameHeader(0, 0, offer.parameterCount(), 0),
                ByteBuffer.wrap(frame, FrameHeader.BYTES, last + 1 - FrameHeader.BYTES));

        assertRefused(ProblemCode.NOT_FINITE, deployment.send(0, offer.assignment(), mended));
    }

    @Test
    void foreignAndUnknownAssignmentsAreAlike() {
        deployment.start("schedule: {cohort: 2, quorum: 2}");
        Offer open = deployment.offered(0);
        Offer accepted = deployment.takePart(1);
        assertStrange(5, open.assignment());
        assertStrange(5, accepted.assignment());
        assertStrange(5, new AssignmentId("a-none"));

        deployment.send(0, open.assignment(), Frames.votes(open, 0));

        assertStrange(5, open.assignment());
        assertThat(deployment.fate(0, open)).isEqualTo(Fate.COUNTED);
    }

    @Test
    void theFrameLimitIsTheCodecsLargestFrame() {
        deployment.start("schedule: {cohort: 1, quorum: 1}");
        Offer offer = deployment.offered(0);
        long limit = 48 + 9;
        assertThat(limit(0, offer)).hasValue(limit);

        deployment.send(0, offer.assignment(), Frames.votes(offer, 0));

        assertThat(limit(0, offer)).as("of a round that is over").hasValue(limit);
    }

    private void assertStrange(int client, AssignmentId assignment) {
        var id = TestPopulation.client(client).id();
        assertThat(deployment.send(client, assignment, new byte[0])).isEqualTo(new Submission.Unknown());
        assertThat(deployment.receipt(client, assignment)).isEmpty();
        assertThat(Deployment.now(deployment.coordinator().decline(id, assignment, Declining.because("no"))))
                .isEmpty();
        assertThat(Deployment.now(deployment.coordinator().frameLimit(id, assignment)))
                .isEmpty();
    }

    private OptionalLong limit(int client, Offer offer) {
        return Deployment.now(deployment
                .coordinator()
                .frameLimit(TestPopulation.client(client).id(), offer.assignment()));
    }

    private static byte[] faulty(ProblemCode code, Offer offer) {
        byte[] frame = Frames.votes(offer, 0);
        return switch (code) {
            case MALFORMED_FRAME -> with(frame, 0, 'X');
            case UNSUPPORTED_VERSION -> with(frame, 4, 2);
            case WRONG_SCHEME ->
                UpdateFrames.encode(
                        new FrameHeader(0, 0, offer.parameterCount(), 0), new Dense(new float[offer.parameterCount()]));
            case WRONG_LENGTH -> cut(frame);
            case BAD_CHECKSUM -> Frames.damaged(frame);
            case WRONG_BASE -> base(offer, 1);
            case EXAMPLES_OUT_OF_RANGE ->
                UpdateFrames.encode(
                        new FrameHeader(1, 0, offer.parameterCount(), 1001), Frames.signs(offer.parameterCount(), 0));
            default -> throw new IllegalArgumentException("no frame for " + code);
        };
    }

    private static byte[] base(Offer offer, long version) {
        return UpdateFrames.encode(
                new FrameHeader(1, version, offer.parameterCount(), 0), Frames.signs(offer.parameterCount(), 0));
    }

    private static byte[] with(byte[] frame, int position, int value) {
        frame[position] = (byte) value;
        return frame;
    }

    private static byte[] cut(byte[] frame) {
        return Arrays.copyOf(frame, frame.length - 1);
    }

    private static void assertAlready(Fate fate, Submission submission) {
        assertThat(submission)
                .isInstanceOfSatisfying(
                        Submission.AlreadyAccepted.class,
                        already -> assertThat(already.receipt().fate()).isEqualTo(fate));
    }

    private static void assertRefused(ProblemCode code, Submission submission) {
        assertThat(submission)
                .isInstanceOfSatisfying(
                        Submission.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    private long events(JobId job, Kind kind) {
        return deployment.events(job).stream()
                .map(JobEvent::kind)
                .filter(kind::equals)
                .count();
    }
}
