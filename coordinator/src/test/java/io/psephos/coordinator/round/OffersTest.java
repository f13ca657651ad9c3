package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.ClientCalls.FreeSlots;
import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.coordinator.OperatorCalls.Move;
import io.psephos.coordinator.Participant;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.Row;
import io.psephos.protocol.json.ProtocolJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of which job a client is offered, and of the offer's content. */
class OffersTest {
    private static final String ONE_SLOT = "schedule: {cohort: 1, quorum: 1}";

    private final Deployment deployment = new Deployment(20);

    @Test
    void jobsAreOfferedOldestFirst() {
        JobId first = deployment.start(ONE_SLOT);
        JobId second = deployment.start(ONE_SLOT);

        assertThat(deployment.offered(0).job()).isEqualTo(first);
        assertThat(deployment.offered(1).job()).isEqualTo(second);
        assertThat(deployment.ask(2)).isInstanceOf(OfferOutcome.NothingNow.class);
        assertThat(deployment.coordinator().jobs())
                .extracting(view -> view.job())
                .containsExactly(first, second);
    }

    @Row("GET /api/v1/offers")
    @Test
    void theOldestOpenAssignmentComesFirst() {
        JobId first = deployment.start("name: first");
        JobId second = deployment.start("name: second");
        Offer older = offered(0, second);
        deployment.passSeconds(1);
        Offer younger = offered(0, first);

        assertThat(deployment.offered(0).assignment()).isEqualTo(older.assignment());

        deployment.send(0, older.assignment(), Frames.votes(older, 0));
        assertThat(deployment.offered(0).assignment()).isEqualTo(younger.assignment());
    }

    /** Also where every update makes a version: the rate is that of the rounds so far. */
    @Row({"decay linear", "GET /api/v1/offers"})
    @ParameterizedTest
    @ValueSource(strings = {ONE_SLOT, "schedule: {mode: asynchronous, rounds: 200}"})
    void offersSayTheRateOfTheirRound(String schedule) {
        deployment.start(schedule, "training: {learningRate: 0.5, decay: {linear: 0}}");

        for (int published = 0; published < 3; published++) {
            assertThat(deployment.offered(0).training().learningRate()).isEqualTo(0.5 * (1 - 1.0 * published / 200));
            deployment.takePart(0);
        }
    }

    @Row("GET /api/v1/offers")
    @Test
    void whatIsOffStandsInNoOffer() {
        deployment.start(ONE_SLOT);
        assertThat(ProtocolJson.strict()
                        .writeValueAsString(deployment.offered(0).training()))
                .isEqualTo("{\"steps\":1,\"batch\":32,\"learningRate\":0.01,\"proximal\":0.0,\"shares\":\"all\","
                        + "\"maxExamples\":1000}");

        deployment.start(ONE_SLOT, "training: {momentum: 0.9, weightDecay: 0.0001}");
        Offer.Training training = deployment.offered(1).training();
        assertThat(training.momentum()).isEqualTo(0.9);
        assertThat(training.weightDecay()).isEqualTo(0.0001);
    }

    /** Clients that know nothing of regularizers know the proximal term, and find it where it always was. */
    @Row("GET /api/v1/offers")
    @ParameterizedTest
    @ValueSource(strings = {"proximal: 0.25", "regularizers: {kind: proximal, mu: 0.25}"})
    void theProximalTermStandsInOffersAsEver(String form) {
        deployment.start(ONE_SLOT, "training: {" + form + "}");

        Offer.Training training = deployment.offered(0).training();

        assertThat(ProtocolJson.strict().writeValueAsString(training))
                .isEqualTo("{\"steps\":1,\"batch\":32,\"learningRate\":0.01,\"proximal\":0.25,\"shares\":\"all\","
                        + "\"maxExamples\":1000000}");
        assertThat(training.terms()).containsExactly(new Offer.Term("proximal", Map.of("mu", 0.25)));
    }

    @Row({"GET /api/v1/offers", "403 incapable"})
    @ParameterizedTest
    @CsvSource({
        "proximal: 0.25,                       proximal,    true",
        "proximal: 0.25,                       '',          false",
        "proximal: 0.25,                       x-mine,      false",
        "proximal: 0.25,                       proximal x-mine, true",
        "'regularizers: {kind: proximal, mu: 1}', x-mine,   false",
        "'regularizers: {kind: proximal, mu: 0}', '',       true",
        "momentum: 0.9,                        '',          true",
    })
    void aJobIsOfferedToThoseWhoKnowAllOfItsRegularizers(String training, String known, boolean capable) {
        JobId job = deployment.start("training: {" + training + "}");
        Participant client = new Participant(
                new ClientId("c-some"),
                "default",
                null,
                Set.of(),
                1000,
                known.isEmpty() ? Set.of() : Set.of(known.split(" ")));

        assertThat(ask(client, job)).isInstanceOf(capable ? OfferOutcome.Offered.class : OfferOutcome.Incapable.class);
        assertThat(ask(client, null))
                .isInstanceOf(capable ? OfferOutcome.Offered.class : OfferOutcome.NothingNow.class);
    }

    @Test
    void whoDoesNotSayWhichRegularizersItKnowsKnowsTheProximalTerm() {
        JobId job = deployment.start("training: {proximal: 0.25}");

        assertThat(ask(participant("default", Set.of(), 1000), job)).isInstanceOf(OfferOutcome.Offered.class);
    }

    @Test
    void anOpenAssignmentComesBeforeAnOlderJobsFreeSlot() {
        JobId first = deployment.create();
        deployment.start();
        Offer open = deployment.offered(0);
        deployment.move(first, Move.START);

        assertThat(deployment.offered(0).assignment()).isEqualTo(open.assignment());
        assertThat(offered(0, first).job()).isEqualTo(first);
    }

    @Row("GET /api/v1/offers")
    @Test
    void aPausedJobsOpenAssignmentIsPassedOver() {
        JobId first = deployment.start();
        JobId second = deployment.start();
        deployment.offered(0);
        deployment.move(first, Move.PAUSE);

        assertThat(deployment.offered(0).job()).isEqualTo(second);
    }

    @Test
    void thousandsOfJobsWithoutASlotAreNoObstacle() {
        Deployment deployment = new Deployment(3);
        for (int i = 0; i < 5_000; i++) {
            deployment.ask(0, deployment.start(ONE_SLOT));
        }
        JobId last = deployment.start(ONE_SLOT);

        assertThat(deployment.offered(1).job()).isEqualTo(last);
        assertThat(deployment.ask(2)).isInstanceOf(OfferOutcome.NothingNow.class);
    }

    @Row("GET /api/v1/offers")
    @Test
    void groupsDecideWhoSeesAJob() {
        JobId job = deployment.start("participants: {groups: [field, lab]}");
        Participant inside = participant("lab", Set.of(), 1000);
        Participant outside = participant("default", Set.of(), 1000);

        assertThat(deployment.coordinator().sees(inside, job)).isTrue();
        assertThat(deployment.coordinator().sees(outside, job)).isFalse();
        assertThat(ask(outside, job)).isInstanceOf(OfferOutcome.Unknown.class);
        assertThat(ask(outside, null)).isInstanceOf(OfferOutcome.NothingNow.class);
        assertThat(ask(inside, null)).isInstanceOf(OfferOutcome.Offered.class);
    }

    @Row({"GET /api/v1/offers", "403 incapable"})
    @ParameterizedTest
    @CsvSource({
        "sto-sign, '',            70, true",
        "sto-sign, sto-sign,      70, true",
        "sto-sign, sign,          70, false",
        "sto-sign, sto-sign sign, 70, true",
        "sto-sign, '',            69, false",
        "sto-sign, sto-sign,      69, false",
        "sign,     sto-sign,      70, false",
        "float32,  '',            70, true",
        "float32,  sign,          70, false",
    })
    void capabilitiesDecideWhoCanDoAJob(String scheme, String codecs, long maxParameters, boolean capable) {
        JobId job = deployment.start("codec: {scheme: " + scheme + "}");
        Participant client =
                participant("default", codecs.isEmpty() ? Set.of() : Set.of(codecs.split(" ")), maxParameters);

        assertThat(ask(client, job)).isInstanceOf(capable ? OfferOutcome.Offered.class : OfferOutcome.Incapable.class);
        assertThat(ask(client, null))
                .isInstanceOf(capable ? OfferOutcome.Offered.class : OfferOutcome.NothingNow.class);
    }

    @Row({"GET /api/v1/offers", "410 job-ended"})
    @Test
    void namedJobsAnswerWhyThereIsNothing() {
        assertThat(deployment.ask(0, new JobId("j-none"))).isInstanceOf(OfferOutcome.Unknown.class);
        JobId job = deployment.create();
        assertThat(deployment.ask(0, job)).isInstanceOf(OfferOutcome.NothingNow.class);
        deployment.move(job, Move.START);
        deployment.move(job, Move.PAUSE);
        assertThat(deployment.ask(0, job)).isInstanceOf(OfferOutcome.NothingNow.class);
        deployment.move(job, Move.STOP);
        assertThat(deployment.ask(0, job)).isInstanceOf(OfferOutcome.Ended.class);
        assertThat(ask(participant("default", Set.of("float32"), 1000), job))
                .as("incapable stands before ended")
                .isInstanceOf(OfferOutcome.Incapable.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoHadAnAssignmentIsKnown(boolean restarted) {
        JobId job = deployment.start();
        deployment.offered(0);
        deployment.decline(1, deployment.offered(1));
        if (restarted) {
            deployment.restart();
        }

        assertThat(deployment
                        .coordinator()
                        .everAssigned(job, TestPopulation.client(0).id()))
                .isTrue();
        assertThat(deployment
                        .coordinator()
                        .everAssigned(job, TestPopulation.client(1).id()))
                .isTrue();
        assertThat(deployment
                        .coordinator()
                        .everAssigned(job, TestPopulation.client(2).id()))
                .isFalse();
        assertThat(deployment
                        .coordinator()
                        .everAssigned(
                                new JobId("j-none"), TestPopulation.client(0).id()))
                .isFalse();
    }

    @Test
    void freeSlotsAreAnnounced() throws Exception {
        List<FreeSlots> heard = new ArrayList<>();
        try (AutoCloseable listening = deployment.coordinator().onFreeSlots(heard::add)) {
            JobId job = deployment.start("schedule: {cohort: 2, quorum: 2, deadline: PT40S}");
            assertThat(heard).as("a round opened").containsExactly(new FreeSlots(job, 2));
            Offer offer = deployment.offered(0);
            deployment.decline(0, offer);
            assertThat(heard).as("an assignment was given back").hasSize(2).endsWith(new FreeSlots(job, 2));
            deployment.takePart(1);
            deployment.takePart(2);
            assertThat(heard).as("the next round opened").hasSize(3);
            deployment.move(job, Move.PAUSE);
            deployment.move(job, Move.RESUME);
            assertThat(heard).as("the job goes on").hasSize(4);
            deployment.offered(3);
            deployment.decline(4, deployment.offered(4));
            assertThat(heard).as("one of two slots is free").hasSize(5).endsWith(new FreeSlots(job, 1));
            deployment.passSeconds(40);
            assertThat(heard).as("the round was abandoned").hasSize(6);
            deployment.move(job, Move.STOP);
            assertThat(heard).as("the job has ended").hasSize(7).endsWith(new FreeSlots(job, Integer.MAX_VALUE));
            assertThat(listening).isNotNull();
        }
        deployment.start();
        assertThat(heard).as("nobody listens any more").hasSize(7);
    }

    /** Who is told finds things as it was told. */
    @ParameterizedTest
    @ValueSource(strings = {ONE_SLOT, "schedule: {mode: buffered, buffer: 3}"})
    void whoAsksWhenToldOfSlotsGetsOne(String schedule) throws Exception {
        JobId job = deployment.create(schedule);
        List<OfferOutcome> answers = new ArrayList<>();
        try (AutoCloseable listening = deployment.coordinator().onFreeSlots(told -> {
            deployment.askLater(0).thenAccept(answers::add);
            deployment.coordinator().offer(TestPopulation.client(0), job).thenAccept(answers::add);
        })) {
            assertThat(listening).isNotNull();
            deployment.move(job, Move.START);
            assertThat(answers).hasSize(2).hasOnlyElementsOfType(OfferOutcome.Offered.class);
            answers.clear();
            deployment.move(job, Move.STOP);
            assertThat(answers).hasAtLeastOneElementOfType(OfferOutcome.Ended.class);
        }
    }

    /** In a job where nobody is kept away, versions come and go without a word. */
    @Test
    void versionsThatNobodyWaitsForAreNotAnnounced() throws Exception {
        List<FreeSlots> heard = new ArrayList<>();
        deployment.start("schedule: {mode: asynchronous}");
        try (AutoCloseable listening = deployment.coordinator().onFreeSlots(heard::add)) {
            for (int i = 0; i < 5; i++) {
                deployment.takePart(i);
            }
            assertThat(heard).isEmpty();
            deployment.decline(7, deployment.offered(7));
            heard.clear();
            deployment.takePart(0);
            assertThat(heard).as("who declined may be asked again").hasSize(1);
            assertThat(listening).isNotNull();
        }
    }

    private Offer offered(int client, JobId job) {
        return ((OfferOutcome.Offered) deployment.ask(client, job)).offer();
    }

    private OfferOutcome ask(Participant client, JobId job) {
        return Deployment.now(deployment.coordinator().offer(client, job));
    }

    private static Participant participant(String group, Set<String> codecs, long maxParameters) {
        return new Participant(new ClientId("c-some"), group, null, codecs, maxParameters);
    }
}
