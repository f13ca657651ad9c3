package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.coordinator.ClientCalls.Submission;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Row;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which clients get an assignment of a round, and until when. */
class RoundAssignmentsTest {
    private final Deployment deployment = new Deployment(200);

    @ParameterizedTest
    @CsvSource({"4, 1.0, 4", "4, 1.1, 5", "4, 1.25, 5", "10, 1.3, 13", "100, 1.1, 110", "1, 1.0, 1", "3, 2.5, 8"})
    void aRoundGivesCohortTimesOverSelectAssignments(int cohort, double overSelect, int assignments) {
        deployment.start("schedule: {cohort: %d, quorum: 1, overSelect: %s}".formatted(cohort, overSelect));

        List<Integer> served =
                IntStream.range(0, 200).filter(deployment::isOffered).boxed().toList();

        assertThat(served).isEqualTo(IntStream.range(0, assignments).boxed().toList());
    }

    @Row("GET /api/v1/offers")
    @Test
    void askingAgainReturnsTheSameAssignment() {
        deployment.start();
        Offer first = deployment.offered(3);
        deployment.passSeconds(25);

        Offer again = deployment.offered(3);

        assertThat(again.assignment()).isEqualTo(first.assignment());
        assertThat(again.deadline()).isEqualTo(first.deadline());
        assertThat(again.deadlineIn()).isEqualTo(Duration.ofSeconds(15));
        assertThat(deployment.journal.openRound(first.job()).orElseThrow().assignments())
                .hasSize(1);
    }

    @Test
    void anOpenAssignmentIsReturnedInTheLastQuarterToo() {
        deployment.start();
        Offer first = deployment.offered(3);
        deployment.passSeconds(35);

        assertThat(deployment.offered(3).assignment()).isEqualTo(first.assignment());
    }

    @Test
    void nothingIsOfferedAfterTheDeadlineEvenIfNoAlarmRangYet() {
        deployment.start();
        deployment.offered(3);

        deployment.time().advanceSilently(Duration.ofSeconds(40));

        assertThat(deployment.isOffered(3)).isFalse();
    }

    @Test
    void anOfferSaysWhatTheJobSays() {
        JobId job = deployment.start("codec: {scheme: sto-sign, b: {constant: 0.5}}");

        Offer offer = deployment.offered(0);

        assertThat(offer.job()).isEqualTo(job);
        assertThat(offer.round()).isZero();
        assertThat(offer.modelVersion()).isZero();
        assertThat(offer.parameterCount()).isEqualTo(70);
        assertThat(offer.layout().parameterCount()).isEqualTo(70);
        assertThat(offer.codec()).isEqualTo(new Offer.Codec("sto-sign", 1, List.of(0.5, 0.5)));
        assertThat(offer.deadlineIn()).isEqualTo(Duration.ofSeconds(40));
        assertThat(offer.deadline()).isEqualTo(deployment.time().now().plusSeconds(40));
        assertThat(offer.training().maxExamples()).isEqualTo(1000);
        assertThat(offer.links().update()).isEqualTo("/api/v1/assignments/" + offer.assignment() + "/update");
    }

    @Test
    void theDeadlineStartsWithTheFirstAssignment() {
        JobId job = deployment.start();
        deployment.pass(Duration.ofDays(9));
        assertThat(deployment.rounds(job)).isEmpty();
        assertThat(deployment.journal.openRound(job)).isPresent();

        deployment.offered(0);
        deployment.passSeconds(39);
        assertThat(deployment.rounds(job)).isEmpty();
        deployment.passSeconds(1);

        assertThat(deployment.rounds(job)).extracting(round -> round.state()).containsExactly("abandoned");
    }

    @Test
    void laterAssignmentsShareTheFirstOnesDeadline() {
        deployment.start();
        Offer first = deployment.offered(0);
        deployment.passSeconds(10);

        Offer second = deployment.offered(1);

        assertThat(second.deadline()).isEqualTo(first.deadline());
        assertThat(second.deadlineIn()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void nothingIsOfferedWithLessThanAQuarterOfTheDeadlineLeft() {
        deployment.start();
        deployment.offered(0);
        deployment.passSeconds(30);
        assertThat(deployment.isOffered(1)).as("with a quarter left").isTrue();

        deployment.pass(Duration.ofNanos(1));

        assertThat(deployment.ask(2)).isInstanceOf(OfferOutcome.NothingNow.class);
    }

    @Row({"GET /api/v1/offers", "POST /api/v1/assignments/{assignment}/decline"})
    @Test
    void declinedAssignmentsAreGivenToOthersButNotToWhoDeclined() {
        deployment.start();
        List<Offer> offers = IntStream.range(0, 4).mapToObj(deployment::offered).toList();
        assertThat(deployment.isOffered(4)).isFalse();

        assertThat(deployment.decline(2, offers.get(2))).isEqualTo(Fate.DECLINED);

        assertThat(deployment.isOffered(2)).as("asked in this round before").isFalse();
        assertThat(deployment.isOffered(4)).isTrue();
        assertThat(deployment.isOffered(5)).isFalse();
    }

    @Row("DELETE /api/v1/clients/{client}")
    @Test
    void assignmentsOfClientsThatLeaveAreGivenToOthers() {
        deployment.start();
        List<Offer> offers = IntStream.range(0, 4).mapToObj(deployment::offered).toList();

        deployment.withdraw(1);

        assertThat(deployment.fate(1, offers.get(1))).isEqualTo(Fate.DECLINED);
        assertThat(deployment.isOffered(1)).isFalse();
        assertThat(deployment.isOffered(4)).isTrue();
    }

    @Row("GET /api/v1/offers")
    @Test
    void refusedAssignmentsAreGivenToOthers() {
        deployment.start();
        List<Offer> offers = IntStream.range(0, 4).mapToObj(deployment::offered).toList();
        for (int i = 0; i < 3; i++) {
            deployment.send(0, offers.get(0).assignment(), new byte[i]);
        }

        assertThat(deployment.fate(0, offers.get(0))).isEqualTo(Fate.REFUSED);
        assertThat(deployment.isOffered(0)).isFalse();
        assertThat(deployment.isOffered(4)).isTrue();
    }

    @Row("GET /api/v1/offers")
    @Test
    void afterAnUploadThereIsNoFurtherOfferOfTheRoundButOneOfTheNext() {
        deployment.start();
        deployment.takePart(0);
        assertThat(deployment.isOffered(0)).isFalse();
        for (int client = 1; client < 4; client++) {
            deployment.takePart(client);
        }

        assertThat(deployment.offered(0).round()).isEqualTo(1);
    }

    @Row("POST /api/v1/assignments/{assignment}/decline")
    @Test
    void decliningTwiceIsDecliningOnceAndAcceptedUpdatesStay() {
        deployment.start();
        Offer declined = deployment.offered(0);
        Offer accepted = deployment.takePart(1);

        deployment.decline(0, declined);

        assertThat(deployment.decline(0, declined)).isEqualTo(Fate.DECLINED);
        assertThat(deployment.decline(1, accepted)).isEqualTo(Fate.ACCEPTED);
        deployment.withdraw(1);
        assertThat(deployment.fate(1, accepted)).isEqualTo(Fate.ACCEPTED);
        assertThat(deployment.send(0, declined.assignment(), Frames.votes(declined, 0)))
                .isInstanceOfSatisfying(
                        Submission.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(ProblemCode.WRONG_STATE));
    }
}
