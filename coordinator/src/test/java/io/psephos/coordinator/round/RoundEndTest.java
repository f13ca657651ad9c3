package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.Participant;
import io.psephos.coordinator.event.JobEvent;
import io.psephos.coordinator.event.JobEvent.Kind;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests of the end of rounds and its effects on assignments. */
class RoundEndTest {
    private static final String TEN_SLOTS = "schedule: {cohort: 8, quorum: 3, overSelect: 1.25, deadline: PT40S}";

    private final Deployment deployment = new Deployment(20);

    @Row("schedule.mode synchronous")
    @Test
    void aRoundClosesAtOnceWithTheCohortsLastAcceptedUpdate() {
        JobId job = deployment.start("schedule: {cohort: 3, quorum: 2, overSelect: 2}");
        Offer late = deployment.offered(9);
        deployment.takePart(0);
        deployment.takePart(1);
        assertThat(states(job)).isEmpty();

        Offer third = deployment.takePart(2);

        assertThat(states(job)).containsExactly("published");
        assertThat(deployment.view(job).modelVersion()).isEqualTo(1);
        assertThat(deployment.view(job).round()).isEqualTo(1);
        assertThat(deployment.fate(2, third)).isEqualTo(Fate.COUNTED);
        assertThat(deployment.fate(9, late)).isEqualTo(Fate.EXPIRED);
        assertThat(deployment.offered(9).round()).isEqualTo(1);
    }

    @Test
    void withQuorumARoundWaitsWhileAnAssignmentIsOpen() {
        JobId job = deployment.start("schedule: {cohort: 4, quorum: 3}");
        Offer open = deployment.offered(9);
        deployment.takePart(0);
        deployment.takePart(1);
        deployment.takePart(2);
        assertThat(states(job)).as("one is open").isEmpty();

        deployment.decline(9, open);

        assertThat(states(job)).as("a slot is free").isEmpty();
        deployment.takePart(3);
        assertThat(states(job)).containsExactly("published");
    }

    @Test
    void withQuorumARoundClosesWhenEverybodyWasAsked() {
        Deployment small = new Deployment(4);
        JobId job = small.start(TEN_SLOTS);
        small.takePart(0);
        small.takePart(1);
        small.takePart(2);
        Offer last = small.offered(3);
        assertThat(small.rounds(job)).isEmpty();

        small.decline(3, last);

        assertThat(small.rounds(job)).extracting(StoredRoundSummary::state).containsExactly("published");
        assertThat(small.rounds(job).get(0).counted()).isEqualTo(3);
    }

    @Test
    void everybodyAreThoseWhoSeeTheJobAndCanDoIt() {
        Deployment small = new Deployment(3);
        small.population.join(new Participant(new ClientId("elsewhere"), "other", null, Set.of(), 1000));
        small.population.join(new Participant(new ClientId("tiny"), "default", null, Set.of(), 69));
        small.population.join(new Participant(new ClientId("floats"), "default", null, Set.of("float32"), 1000));
        JobId job = small.start(TEN_SLOTS);
        small.takePart(0);
        small.takePart(1);

        small.takePart(2);

        assertThat(small.rounds(job)).extracting(StoredRoundSummary::state).containsExactly("published");
    }

    @Test
    void withQuorumARoundClosesWhenTheLastOneNotAskedLeaves() {
        Deployment small = new Deployment(4);
        JobId job = small.start(TEN_SLOTS);
        small.takePart(0);
        small.takePart(1);
        small.takePart(2);
        assertThat(small.rounds(job)).isEmpty();

        small.population.leave(TestPopulation.client(3));
        small.withdraw(3);

        assertThat(small.rounds(job)).extracting(StoredRoundSummary::state).containsExactly("published");
    }

    @Test
    void withQuorumARoundClosesAfterARestartIfTheLastOneNotAskedLeftMeanwhile() {
        Deployment small = new Deployment(4);
        JobId job = small.start(TEN_SLOTS);
        small.takePart(0);
        small.takePart(1);
        small.takePart(2);
        small.population.leave(TestPopulation.client(3));

        small.restart();

        assertThat(small.rounds(job)).extracting(StoredRoundSummary::state).containsExactly("published");
    }

    @Test
    void withQuorumARoundClosesWhenAllSlotsAreTaken() {
        JobId job = deployment.start("schedule: {cohort: 3, quorum: 2}");
        Offer refused = deployment.offered(0);
        deployment.takePart(1);
        deployment.takePart(2);
        assertThat(states(job)).isEmpty();
        for (int i = 0; i < 3; i++) {
            deployment.send(0, refused.assignment(), new byte[i]);
        }
        assertThat(states(job))
                .as("the slot of the refused update is free again")
                .isEmpty();

        deployment.takePart(3);

        assertThat(states(job)).containsExactly("published");
        assertThat(deployment.rounds(job).get(0).assigned()).isEqualTo(4);
    }

    @Test
    void withQuorumARoundClosesByAnAlarmWhenTheLastQuarterBegins() {
        JobId job = deployment.start("schedule: {cohort: 8, quorum: 3, deadline: PT40S}");
        deployment.takePart(0);
        deployment.takePart(1);
        deployment.takePart(2);
        deployment.passSeconds(30);
        assertThat(states(job)).as("a quarter is left").isEmpty();

        deployment.pass(Duration.ofMillis(1));

        assertThat(states(job)).containsExactly("published");
    }

    @Test
    void inTheLastQuarterARoundWithQuorumClosesWithItsLastOpenAssignment() {
        JobId job = deployment.start("schedule: {cohort: 8, quorum: 3, deadline: PT40S}");
        deployment.takePart(0);
        deployment.takePart(1);
        Offer slow = deployment.offered(2);
        Offer slower = deployment.offered(3);
        deployment.passSeconds(35);
        deployment.send(2, slow.assignment(), Frames.votes(slow, 2));
        assertThat(states(job)).as("one is open").isEmpty();

        deployment.send(3, slower.assignment(), Frames.votes(slower, 3));

        assertThat(states(job)).containsExactly("published");
        assertThat(deployment.rounds(job).get(0).counted()).isEqualTo(4);
    }

    @Test
    void atTheDeadlineARoundWithQuorumIsPublished() {
        JobId job = deployment.start("schedule: {cohort: 8, quorum: 3, deadline: PT40S}");
        List<Offer> counted = new ArrayList<>();
        for (int client = 0; client < 3; client++) {
            counted.add(deployment.takePart(client));
        }
        Offer open = deployment.offered(3);
        deployment.pass(Duration.ofSeconds(40).minusNanos(1));
        assertThat(states(job)).isEmpty();

        deployment.pass(Duration.ofNanos(1));

        assertThat(states(job)).containsExactly("published");
        for (int client = 0; client < 3; client++) {
            assertThat(deployment.fate(client, counted.get(client))).isEqualTo(Fate.COUNTED);
        }
        assertThat(deployment.fate(3, open)).isEqualTo(Fate.EXPIRED);
    }

    @Test
    void atTheDeadlineARoundWithoutQuorumIsAbandoned() {
        JobId job = deployment.start("schedule: {cohort: 8, quorum: 3, deadline: PT40S}");
        String before = deployment.digest(job);
        Offer discarded = deployment.takePart(0);
        Offer declined = deployment.offered(1);
        deployment.decline(1, declined);
        Offer expired = deployment.offered(2);

        deployment.passSeconds(40);

        assertThat(states(job)).containsExactly("abandoned");
        assertThat(deployment.fate(0, discarded)).isEqualTo(Fate.DISCARDED);
        assertThat(deployment.fate(1, declined)).isEqualTo(Fate.DECLINED);
        assertThat(deployment.fate(2, expired)).isEqualTo(Fate.EXPIRED);
        assertThat(deployment.view(job).round())
                .as("an abandoned round adds 1 to the round only")
                .isEqualTo(1);
        assertThat(deployment.view(job).modelVersion()).isZero();
        assertThat(deployment.digest(job)).isEqualTo(before);
        assertThat(deployment.offered(0).round()).isEqualTo(1);
    }

    @Row("GET /api/v1/jobs/{job}/rounds")
    @Test
    void aRoundsSummaryCountsWhatHappened() {
        JobId job = deployment.start("schedule: {cohort: 3, quorum: 2}");
        deployment.coordinator().countDownload(job, 5000);
        Offer refused = deployment.offered(0);
        byte[] frame = Frames.votes(refused, 0);
        deployment.send(0, refused.assignment(), Frames.damaged(frame));
        for (int i = 0; i < 3; i++) {
            deployment.send(0, refused.assignment(), new byte[i]);
        }
        Offer declined = deployment.offered(1);
        deployment.decline(1, declined);
        deployment.takePart(2);
        deployment.takePart(3);
        deployment.takePart(4);

        StoredRoundSummary round = deployment.rounds(job).get(0);

        assertThat(round.assigned()).isEqualTo(5);
        assertThat(round.accepted()).isEqualTo(3);
        assertThat(round.counted()).isEqualTo(3);
        assertThat(round.version()).isEqualTo(1L);
        assertThat(round.refused()).isEqualTo(Map.of("bad-checksum", 1, "malformed-frame", 3));
        assertThat(round.bytesUp()).isEqualTo(3L * frame.length);
        assertThat(round.bytesDown()).isEqualTo(5000);
        assertThat(round.margins()).isNotNull();
    }

    @Test
    void tenAbandonedRoundsInARowAreAStallAndTheJobGoesOn() {
        JobId job = deployment.start("schedule: {cohort: 3, quorum: 3, deadline: PT4S}");
        for (int round = 0; round < 9; round++) {
            abandonOne();
        }
        assertThat(stalls(job)).isZero();

        abandonOne();

        assertThat(stalls(job)).isEqualTo(1);
        assertThat(deployment.state(job)).isEqualTo(JobState.RUNNING);
        assertThat(deployment.takePart(1).round()).isEqualTo(10);
    }

    @Test
    void aPublishedRoundBetweenMakesTheCountStartAgain() {
        JobId job = deployment.start("schedule: {cohort: 2, quorum: 1, deadline: PT4S}");
        for (int round = 0; round < 19; round++) {
            if (round == 9) {
                deployment.takePart(0);
                deployment.takePart(1);
            } else {
                abandonOne();
            }
        }

        assertThat(stalls(job)).isZero();
        abandonOne();
        assertThat(stalls(job)).isEqualTo(1);
    }

    @Row("aggregation.rule majority-vote")
    @Test
    void theNextModelIsTheOldOneMinusTheScaledMajority() {
        JobId job = deployment.start("schedule: {cohort: 3, quorum: 3}");
        float[] before = deployment.parameters(job).clone();
        for (int client = 0; client < 3; client++) {
            deployment.takePart(client);
        }

        float[] after = deployment.parameters(job);

        float[] expected = before.clone();
        float[] votes = new float[before.length];
        for (int client = 0; client < 3; client++) {
            Frames.signs(before.length, client).addTo(votes, 1);
        }
        for (int i = 0; i < expected.length; i++) {
            expected[i] -= 0.25f * Math.signum(votes[i]);
        }
        assertThat(after).containsExactly(expected);
        assertThat(deployment.coordinator().model(job, 0).orElseThrow().parameters())
                .containsExactly(before);
        assertThat(deployment.coordinator().model(job, 1).orElseThrow().parameters())
                .containsExactly(after);
    }

    private void abandonOne() {
        Offer offer = deployment.offered(0);
        deployment.passSeconds(4);
        assertThat(deployment.fate(0, offer)).isEqualTo(Fate.EXPIRED);
    }

    private List<String> states(JobId job) {
        return deployment.rounds(job).stream().map(StoredRoundSummary::state).toList();
    }

    private long stalls(JobId job) {
        return deployment.events(job).stream()
                .map(JobEvent::kind)
                .filter(Kind.STALLED::equals)
                .count();
    }
}
