package io.psephos.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.coordinator.cohort.Cohort;
import io.psephos.coordinator.jobfile.JobYaml;
import io.psephos.coordinator.plan.RoundPolicy.Dampened;
import io.psephos.coordinator.plan.RoundPolicy.DeadlineOf;
import io.psephos.protocol.Fate;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RoundPolicyTest {
    private static final String COHORT = "schedule: {cohort: 4, quorum: 3, overSelect: 1.5, deadline: PT40S}";
    private static final String FLOATS = "codec: {scheme: float32}";
    private static final String BUFFER =
            "schedule: {mode: buffered, buffer: 3, cohort: 8, maxStaleness: 2, deadline: PT10S}";

    @ParameterizedTest(name = "open {0}, accepted {1}, past {2}, last quarter {3}, anyone left {4}: {5}")
    @CsvSource({
        "1, 4, false, false, true, Close",
        "1, 3, false, false, true, GoOn",
        "0, 3, false, false, true, GoOn",
        "0, 3, false, false, false, Close",
        "0, 3, false, true, true, Close",
        "1, 3, true, true, true, Close",
        "1, 2, true, true, true, Abandon",
        "0, 2, false, false, false, GoOn",
        "0, 0, false, false, true, GoOn"
    })
    void aCohortClosesWithAllOrWithAQuorumThatWaitsForNobody(
            int open, int accepted, boolean past, boolean lastQuarter, boolean anyone, String verdict) {
        RoundStatus status = new RoundStatus(open + accepted, open, accepted, past, lastQuarter, () -> anyone);

        assertThat(policy(COHORT).judge(status).getClass().getSimpleName()).isEqualTo(verdict);
    }

    @Test
    void nobodyIsLookedForWhileAnAssignmentIsOpen() {
        BooleanSupplier forbidden = () -> {
            throw new AssertionError("a population was searched in vain");
        };

        assertThat(policy(COHORT).judge(new RoundStatus(4, 1, 3, false, false, forbidden)))
                .isInstanceOf(RoundVerdict.GoOn.class);
    }

    @Test
    void aRosterLosesItsRoundWithTheFirstAssignmentThatIsGivenBack() {
        RoundPolicy policy = policy("participants: {roster: [a, b, c]}", "schedule: {cohort: 3, quorum: 3}")
                .asking(Cohort.of(Set.of("a", "b", "c")));

        assertThat(policy.judge(new RoundStatus(3, 2, 0, false, false, () -> true)))
                .isInstanceOf(RoundVerdict.Abandon.class);
    }

    @Test
    void aDrawnCohortIsWaitedForHoweverManyItIs() {
        RoundPolicy policy = policy("participants: {roster: [a, b, c, d], selector: poisson}", "schedule: {cohort: 2}");
        RoundPolicy three = policy.asking(Cohort.of(Set.of("a", "b", "d")));

        assertThat(three.freeSlots(1, 1)).isEqualTo(1);
        assertThat(three.update()).isEqualTo(new Exchange(Exchange.UPDATE, 3, 3, Duration.ofSeconds(30)));
        assertThat(three.judge(new RoundStatus(2, 0, 2, false, false, () -> false)))
                .isInstanceOf(RoundVerdict.GoOn.class);
        assertThat(three.judge(new RoundStatus(3, 0, 3, false, false, () -> false)))
                .isInstanceOf(RoundVerdict.Close.class);
        assertThat(three.judge(new RoundStatus(3, 1, 2, true, true, () -> false)))
                .isInstanceOf(RoundVerdict.Abandon.class);
    }

    @Test
    void aRoundForWhichNobodyWasDrawnIsOver() {
        RoundPolicy policy = policy("participants: {roster: [a, b], selector: poisson}", "schedule: {cohort: 1}");

        assertThat(policy.asking(Cohort.of(Set.of())).judge(new RoundStatus(0, 0, 0, false, false, () -> false)))
                .isEqualTo(new RoundVerdict.Abandon("nobody was drawn"));
    }

    @Test
    void aRosterThatComesAsItLikesLosesNoRound() {
        RoundPolicy policy = policy(
                        "participants: {roster: [a, b, c], selector: first-come}", "schedule: {cohort: 3, quorum: 2}")
                .asking(Cohort.FIRST_COME);

        assertThat(policy.judge(new RoundStatus(3, 2, 0, false, false, () -> true)))
                .isInstanceOf(RoundVerdict.GoOn.class);
        assertThat(policy.judge(new RoundStatus(3, 0, 2, true, true, () -> true)))
                .isInstanceOf(RoundVerdict.Close.class);
    }

    @Test
    void aBufferClosesWhenItIsFullAndNeverByADeadline() {
        RoundPolicy policy = policy(BUFFER);

        assertThat(policy.judge(new RoundStatus(9, 6, 3, false, false, () -> true)))
                .isInstanceOf(RoundVerdict.Close.class);
        assertThat(policy.judge(new RoundStatus(9, 0, 2, true, true, () -> false)))
                .isInstanceOf(RoundVerdict.GoOn.class);
    }

    @Test
    void slotsAreThoseOfTheRoundOrThoseThatAreOpenAtATime() {
        assertThat(policy(COHORT).freeSlots(2, 1)).isEqualTo(3);
        assertThat(policy(BUFFER).freeSlots(2, 1)).isEqualTo(6);
        assertThat(policy(COHORT).hasWaitingList()).isFalse();
        assertThat(policy(BUFFER).hasWaitingList()).isTrue();
    }

    @Test
    void aDeadlineBelongsToTheRoundOrToEachAssignment() {
        assertThat(policy(COHORT).deadlineOf()).isEqualTo(DeadlineOf.ROUND);
        assertThat(policy(COHORT).assignmentsOutliveRounds()).isFalse();
        assertThat(policy(BUFFER).deadlineOf()).isEqualTo(DeadlineOf.ASSIGNMENT);
        assertThat(policy(BUFFER).assignmentsOutliveRounds()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Fate.class)
    void whoMayHaveAnotherAssignmentInTheSameRound(Fate fate) {
        boolean isDecidedElsewhere = fate == Fate.COUNTED || fate == Fate.DISCARDED || fate == Fate.EXPIRED;

        assertThat(policy(COHORT).mayBeFollowed(fate)).isFalse();
        assertThat(policy(BUFFER).mayBeFollowed(fate)).isEqualTo(isDecidedElsewhere || fate == Fate.ACCEPTED);
        assertThat(policy(BUFFER, "aggregation: {rule: coordinate-median}").mayBeFollowed(fate))
                .isEqualTo(isDecidedElsewhere);
        assertThat(policy(BUFFER, FLOATS, "robustness: {byzantine: 1, preAggregation: nnm}")
                        .mayBeFollowed(fate))
                .isEqualTo(isDecidedElsewhere);
        assertThat(policy(BUFFER, FLOATS, "robustness: {preAggregation: {kind: clipping, norm: 1}}")
                        .mayBeFollowed(fate))
                .as("nobody to bear")
                .isEqualTo(isDecidedElsewhere || fate == Fate.ACCEPTED);
    }

    @Test
    void whatLiesBehindCountsLessOrNotAtAll() {
        RoundPolicy policy = policy(BUFFER, "aggregation: {dampening: inverse}");

        assertThat(policy.isStale(2)).isFalse();
        assertThat(policy.isStale(3)).isTrue();
        assertThat(policy.dampened(1)).isEqualTo(new Dampened(0.5, 1));
        assertThat(policy(BUFFER).dampened(1)).isEqualTo(Dampened.NOT);
        assertThat(policy(COHORT).isStale(1000)).isFalse();
        assertThat(policy(COHORT).dampened(1000)).isEqualTo(Dampened.NOT);
    }

    @Test
    void aSingleVoteMakesASmallerStep() {
        RoundPolicy policy =
                policy("schedule: {mode: asynchronous}", "aggregation: {rule: majority-vote, dampening: inverse}");

        assertThat(policy.dampened(3)).isEqualTo(new Dampened(1, 0.25));
    }

    @Test
    void updatesAreTheOnlyExchange() {
        assertThat(policy(COHORT).exchanges())
                .containsExactly(new Exchange(Exchange.UPDATE, 4, 3, Duration.ofSeconds(40)));
        assertThat(policy(BUFFER).update()).isEqualTo(new Exchange(Exchange.UPDATE, 3, 3, Duration.ofSeconds(10)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Exchange("update", 3, 4, Duration.ofSeconds(1)))
                .withMessageContaining("was 4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Exchange("update", 3, 3, Duration.ZERO))
                .withMessageContaining("was PT0S");
    }

    private static RoundPolicy policy(String... lines) {
        return RoundPolicy.of(JobYaml.parse(String.join("\n", lines) + "\noptimizer: {learningRate: 0.1}\n"));
    }
}
