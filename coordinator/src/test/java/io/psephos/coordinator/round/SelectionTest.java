package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.compression.builtin.UpdateFrames;
import io.psephos.coordinator.ClientCalls.Submission;
import io.psephos.coordinator.OperatorCalls.Move;
import io.psephos.coordinator.cohort.Cohort;
import io.psephos.coordinator.cohort.CohortSelector;
import io.psephos.coordinator.cohort.MemberFacts;
import io.psephos.coordinator.cohort.RosterFacts;
import io.psephos.coordinator.job.JobState;
import io.psephos.coordinator.journal.AuditEntry;
import io.psephos.coordinator.journal.StoredJob;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.coordinator.plan.CohortDraw;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.Row;
import io.psephos.protocol.frame.FrameHeader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of rounds whose cohorts a selector draws. */
class SelectionTest {
    private static final int SIZE = 6;
    private static final String ROSTER =
            "participants: {roster: [edge-0, edge-1, edge-2, edge-3, edge-4, edge-5], selector: %s}";

    private final Deployment deployment = new Deployment(SIZE);

    @Row("participants.selector poisson")
    @Test
    void aPoissonRoundWaitsForAllWhoWereDrawnAndOneWithoutAnybodyIsSkipped() {
        JobId job = start("{kind: poisson, rate: 0.2}", 2);
        for (int published = 0; published < 40; published++) {
            List<Integer> drawn = offered();
            assertThat(drawn).isNotEmpty();
            assertThat(deployment.rounds(job).stream()
                            .filter(round -> round.state().equals("published")))
                    .hasSize(published);
            drawn.forEach(deployment::takePart);
        }

        List<StoredRoundSummary> rounds = deployment.rounds(job);
        assertThat(rounds).extracting(StoredRoundSummary::round).isSorted().doesNotHaveDuplicates();
        assertThat(rounds)
                .filteredOn(round -> round.state().equals("published"))
                .hasSize(40)
                .allSatisfy(round -> assertThat(round.counted()).isEqualTo(round.assigned()))
                .extracting(StoredRoundSummary::counted)
                .as("its size varies")
                .contains(1, 2);
        assertThat(rounds)
                .filteredOn(round -> !round.state().equals("published"))
                .as("0.8⁶ = 26 % of the rounds ask nobody")
                .hasSizeBetween(4, 30)
                .allSatisfy(round -> assertThat(round.assigned()).isZero());
        assertThat(deployment.records().audit(0, 1000))
                .filteredOn(line -> line.action().equals("round-abandoned"))
                .hasSameSizeAs(rounds.stream()
                        .filter(round -> !round.state().equals("published"))
                        .toList())
                .allSatisfy(line -> assertThat(line.detail()).endsWith(": nobody was drawn"));
        assertThat(deployment.eventWords(job)).doesNotContain("stalled");
    }

    /** One of the cohort has its assignment when the process dies; the others are drawn anew. */
    @ParameterizedTest
    @ValueSource(strings = {"poisson", "{kind: power-of-choice, candidates: 5}", "by-examples", "roster-draw"})
    void aRestartInTheMiddleOfARoundDrawsTheSame(String selector) {
        JobId job = start(selector, 3);
        for (int published = 0; published < 16; published++) {
            List<Integer> drawn = drawn(job);
            deployment.offered(drawn.get(0));
            if (published % 2 == 1) {
                deployment.restart();
            }

            assertThat(offered()).isEqualTo(drawn);
            drawn.forEach(client -> takePart(client, client, 1 + 20 * client));
            assertThat(deployment.view(job).modelVersion()).isEqualTo(published + 1);
        }
    }

    /** The cohort of the open round by what the journal has. */
    private List<Integer> drawn(JobId job) {
        StoredJob stored = deployment.journal.job(job).orElseThrow();
        Cohort cohort =
                CohortDraw.of(stored.spec()).cohort(stored.round(), stored.published(), deployment.journal.state(job));
        return IntStream.range(0, SIZE)
                .filter(client -> cohort.has(TestPopulation.client(client)))
                .boxed()
                .toList();
    }

    @Row("participants.selector power-of-choice")
    @Test
    void powerOfChoiceAsksWhoLostMostAndFirstWhoNeverTold() {
        JobId job = start("{kind: power-of-choice, candidates: 6}", 2);
        Set<Integer> told = new TreeSet<>();
        for (int round = 0; round < 3; round++) {
            List<Integer> drawn = offered();
            assertThat(told).as("those without a loss come first").doesNotContainAnyElementsOf(drawn);
            drawn.forEach(this::takePart);
            told.addAll(drawn);
        }
        assertThat(told).hasSize(SIZE);

        assertThat(offered()).as("client n reports a loss of n").containsExactly(4, 5);
        takePart(4, 0.5, 5);
        takePart(5, -1, 5);
        assertThat(offered()).containsExactly(2, 3);
        assertThat(audit("loss-not-reported")).isEmpty();
        assertThat(facts(job, 5).loss()).hasValue(-1);
    }

    @Row({"participants.selector by-examples", "action loss-not-reported"})
    @Test
    void thatLossesAreNotReportedIsSaidOnce() {
        JobId job = start("{kind: power-of-choice, candidates: 6}", 3);
        for (int round = 0; round < 3; round++) {
            offered().forEach(deployment::takePart);
            deployment.restart();
        }
        assertThat(audit("loss-not-reported")).singleElement().satisfies(line -> {
            assertThat(line.job()).isEqualTo(job);
            assertThat(line.detail()).startsWith("round 0: ").contains("power-of-choice");
        });
        deployment.move(job, Move.STOP);

        JobId other = start("by-examples", 3);
        offered().forEach(deployment::takePart);
        assertThat(deployment.view(other).modelVersion()).isOne();
        assertThat(audit("loss-not-reported")).as("where losses do not matter").hasSize(1);
    }

    @Test
    void examplesAreThoseOfTheLastUpdateThatToldThem() {
        JobId job = start("by-examples", SIZE);
        for (int client = 0; client < SIZE; client++) {
            takePart(client, 1, 10 * client);
        }

        assertThat(facts(job, 0).examples()).as("withheld").isEmpty();
        assertThat(facts(job, 3))
                .isEqualTo(new MemberFacts(OptionalDouble.of(1), OptionalLong.of(30), OptionalLong.of(0)));
        for (int client = 0; client < SIZE; client++) {
            takePart(client, 2, client == 3 ? 0 : 7);
        }
        assertThat(facts(job, 3))
                .isEqualTo(new MemberFacts(OptionalDouble.of(2), OptionalLong.of(30), OptionalLong.of(0)));
        assertThat(facts(job, 0).examples()).hasValue(7);
    }

    @Test
    void anAbandonedRoundLeavesTheFactsAsTheyWere() {
        JobId job = start("by-examples", SIZE);
        takePart(0, 3, 12);
        deployment.decline(1, deployment.offered(1));

        assertThat(deployment.rounds(job)).extracting(StoredRoundSummary::state).containsExactly("abandoned");
        assertThat(facts(job, 0)).isEqualTo(MemberFacts.UNKNOWN);
    }

    @Test
    void ofASetBackModelNothingIsKnown() {
        JobId job = start("by-examples", SIZE);
        for (int client = 0; client < SIZE; client++) {
            takePart(client, 1, 10);
        }
        deployment.move(job, Move.STOP);
        Deployment.now(deployment.coordinator().rollback(job, 0, "operator"));

        assertThat(facts(job, 0)).isEqualTo(MemberFacts.UNKNOWN);
    }

    @Row({"participants.selector first-come", "participants.selector roster-draw"})
    @Test
    void aRosterMayComeAsItLikes() {
        JobId job =
                deployment.start(ROSTER.formatted("first-come"), "schedule: {cohort: 3, quorum: 2, deadline: PT40S}");
        deployment.takePart(4);
        deployment.decline(1, deployment.offered(1));
        deployment.takePart(0);
        assertThat(deployment.isOffered(7)).as("no member").isFalse();
        deployment.takePart(2);

        assertThat(deployment.rounds(job)).extracting(StoredRoundSummary::state).containsExactly("published");
        assertThat(deployment.journal.state(job).names()).noneMatch(name -> name.startsWith("selection/"));
        deployment.move(job, Move.STOP);

        JobId drawn = start("roster-draw", 3);
        assertThat(offered()).hasSize(3).allSatisfy(deployment::takePart);
        assertThat(deployment.view(drawn).modelVersion()).isOne();
        assertThat(deployment.journal.state(drawn).names()).noneMatch(name -> name.startsWith("selection/"));
    }

    @Test
    void aJobWhoseSelectorDrawsAStrangerFails() {
        assertThat(failed(input -> Set.of("edge-0", "stranger")))
                .contains("round 0 has no cohort", "'stranger', who is not in the roster");
        assertThat(failed(input -> {
                    throw new IllegalStateException();
                }))
                .contains("round 0 has no cohort: the log tells more");
    }

    @Test
    void aJobWhoseSelectorNeverDrawsAnybodyFails() {
        assertThat(failed(input -> Set.of())).isEqualTo("nobody was drawn for 1000 rounds in a row");
    }

    /** Opens a round of a job by a selector of one's own, and returns why the job failed. */
    private String failed(CohortSelector selector) {
        JobId id = deployment.create(ROSTER.formatted("by-examples"), "schedule: {cohort: 3}");
        StoredJob stored = deployment.journal.job(id).orElseThrow();
        Ports ports = deployment.ports(Deployment.DIRECT, Deployment.DIRECT);
        CohortDraw draw = new CohortDraw(stored.spec(), Optional.of(selector));
        JobCache cache = new JobRecovery(
                        deployment.journal,
                        new Intake(stored.spec(), stored.layout(), false),
                        new FoldFactory(ports.roots(), ports.compute()),
                        draw)
                .read(id);
        FilterStage filters = new FilterStage(deployment.journal, id, stored.spec(), stored.layout());
        Batch batch = new Batch();

        new JobWriter(ports, new Announcements(), cache, batch, filters, draw).openRound();
        deployment.journal.commit(batch.entries());

        StoredJob after = deployment.journal.job(id).orElseThrow();
        assertThat(after.state()).isEqualTo(JobState.FAILED);
        assertThat(deployment.journal.openRound(id)).isEmpty();
        return after.reason();
    }

    private JobId start(String selector, int cohort) {
        return deployment.start(
                ROSTER.formatted(selector), "schedule: {rounds: 1000, cohort: " + cohort + ", deadline: PT40S}");
    }

    /** Asks everybody, and returns who has an assignment that is open. */
    private List<Integer> offered() {
        return IntStream.range(0, SIZE).filter(deployment::isOffered).boxed().toList();
    }

    /** Client n reports a loss of n. */
    private void takePart(int client) {
        takePart(client, client, 5);
    }

    private void takePart(int client, double loss, int examples) {
        Offer offer = deployment.offered(client);
        Deployment.now(deployment
                .coordinator()
                .report(
                        TestPopulation.client(client).id(),
                        offer.assignment(),
                        new ClientReport(Map.of("loss", loss), List.of())));
        byte[] frame = UpdateFrames.encode(
                new FrameHeader(offer.codec().frame(), offer.modelVersion(), offer.parameterCount(), examples),
                Frames.signs(offer.parameterCount(), client));
        assertThat(deployment.send(client, offer.assignment(), frame)).isInstanceOf(Submission.Accepted.class);
    }

    private MemberFacts facts(JobId job, int client) {
        return RosterFacts.of(deployment.journal.state(job), SIZE)
                .members(deployment.journal.job(job).orElseThrow().published())
                .get(client);
    }

    private List<AuditEntry> audit(String action) {
        return deployment.records().audit(0, 1000).stream()
                .filter(line -> line.action().equals(action))
                .toList();
    }
}
