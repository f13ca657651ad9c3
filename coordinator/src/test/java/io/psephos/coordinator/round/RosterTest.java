package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.coordinator.Participant;
import io.psephos.coordinator.cohort.RosterDraw;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.Fate;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests of cohorts that are drawn from a roster. */
class RosterTest {
    private static final int SIZE = 10;
    private static final List<String> NAMES =
            IntStream.range(0, SIZE).mapToObj(n -> "edge-" + n).toList();

    private final Deployment deployment = new Deployment(30);
    private final JobId job = deployment.start(
            "model: {layers: [13, 5], seed: 11}",
            "participants: {roster: [" + String.join(", ", NAMES) + "]}",
            "schedule: {cohort: 4}");

    @Test
    void theDrawIsTheOneThatEverybodyCanMake() {
        for (long round = 0; round < 20; round++) {
            List<Integer> drawn = drawn(round);
            assertThat(IntStream.range(0, 30)
                            .filter(deployment::isOffered)
                            .boxed()
                            .toList())
                    .isEqualTo(drawn);
            drawn.forEach(deployment::takePart);
        }

        assertThat(deployment.rounds(job))
                .hasSize(20)
                .allMatch(round -> round.state().equals("published"));
    }

    @Test
    void theRoundWaitsForTheWholeCohort() {
        List<Integer> drawn = drawn(0);
        drawn.subList(0, 3).forEach(deployment::takePart);
        assertThat(states()).isEmpty();

        deployment.takePart(drawn.get(3));

        assertThat(states()).containsExactly("published");
    }

    @Test
    void aDeclineAbandonsTheRound() {
        List<Integer> drawn = drawn(0);
        Offer discarded = deployment.takePart(drawn.get(0));
        Offer declined = deployment.offered(drawn.get(1));

        assertThat(deployment.decline(drawn.get(1), declined)).isEqualTo(Fate.DECLINED);

        assertThat(states()).containsExactly("abandoned");
        assertThat(deployment.fate(drawn.get(0), discarded)).isEqualTo(Fate.DISCARDED);
        assertThat(deployment.fate(drawn.get(1), declined)).isEqualTo(Fate.DECLINED);
        assertThat(IntStream.range(0, 30).filter(deployment::isOffered).boxed().toList())
                .as("the next round has its own draw")
                .isEqualTo(drawn(1));
    }

    @Test
    void aFinalRefusalAbandonsTheRound() {
        int member = drawn(0).get(2);
        Offer offer = deployment.offered(member);
        for (int i = 0; i < 3; i++) {
            deployment.send(member, offer.assignment(), new byte[i]);
        }

        assertThat(states()).containsExactly("abandoned");
        assertThat(deployment.fate(member, offer)).isEqualTo(Fate.REFUSED);
    }

    @Test
    void aMemberThatLeavesAbandonsTheRound() {
        int member = drawn(0).get(2);
        Offer offer = deployment.offered(member);

        deployment.withdraw(member);

        assertThat(states()).containsExactly("abandoned");
        assertThat(deployment.fate(member, offer)).isEqualTo(Fate.DECLINED);
    }

    @Test
    void aMissingMemberAbandonsTheRoundAtTheDeadline() {
        drawn(0).subList(0, 3).forEach(deployment::takePart);

        deployment.passSeconds(40);

        assertThat(states()).containsExactly("abandoned");
    }

    @Test
    void namesCountAndGroupsDoNot() {
        Participant stranger = new Participant(new ClientId("c-x"), "default", null, Set.of(), 1000);
        Participant member =
                new Participant(new ClientId("c-y"), "elsewhere", "edge-" + drawn(0).get(0), Set.of(), 1000);

        assertThat(deployment.coordinator().sees(stranger, job)).isFalse();
        assertThat(Deployment.now(deployment.coordinator().offer(stranger, job)))
                .isInstanceOf(OfferOutcome.Unknown.class);
        assertThat(deployment.coordinator().sees(member, job)).isTrue();
        assertThat(Deployment.now(deployment.coordinator().offer(member, null)))
                .isInstanceOf(OfferOutcome.Offered.class);
    }

    private List<Integer> drawn(long round) {
        Set<String> names = RosterDraw.draw(NAMES, 4, 11, round);
        return IntStream.range(0, SIZE)
                .filter(n -> names.contains("edge-" + n))
                .boxed()
                .collect(Collectors.toList());
    }

    private List<String> states() {
        return deployment.rounds(job).stream().map(StoredRoundSummary::state).toList();
    }
}
