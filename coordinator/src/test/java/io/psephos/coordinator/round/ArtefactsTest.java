package io.psephos.coordinator.round;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.coordinator.ClientCalls.Reported;
import io.psephos.coordinator.ClientCalls.Submission;
import io.psephos.coordinator.OperatorCalls.Move;
import io.psephos.coordinator.OperatorCalls.Moved;
import io.psephos.coordinator.jobfile.InvalidJobException;
import io.psephos.coordinator.journal.AuditEntry;
import io.psephos.coordinator.journal.StoredMetric;
import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Row;
import io.psephos.protocol.TensorShape;
import io.psephos.protocol.model.Artefact;
import io.psephos.protocol.model.Safetensors;
import io.psephos.protocol.state.NamedState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** What comes beside updates goes into stages; what they make of it is published beside versions. */
class ArtefactsTest {
    private static final String ECHO = "name: echo";
    private static final String TWO = "schedule: {rounds: 100, cohort: 2, quorum: 2, deadline: PT40S}";
    private static final String BUFFER = "schedule: {mode: buffered, buffer: 2, maxStaleness: 4, deadline: PT40S}";
    private static final String STOCHASTIC = "codec: {scheme: sto-sign, b: {constant: 1}}";

    private final Deployment deployment = new Deployment(6);

    /** What a job came to. */
    private record Outcome(String digest, NamedState state, float[] echo, List<StoredMetric> metrics, List<Double> b) {}

    /** An offer that waits behind the update that fills a buffer is of a version that is not committed yet. */
    @Test
    void anOfferInTheBatchOfItsVersionHasItsArtefacts() {
        JobId job = deployment.start(ECHO, BUFFER, STOCHASTIC);
        Deque<Runnable> queue = new ArrayDeque<>();
        deployment.reopen(queue::add, Deployment.DIRECT);
        List<CompletableFuture<OfferOutcome>> offers = new ArrayList<>();
        for (int client = 0; client < 2; client++) {
            Offer offer = offer(deployment.askLater(client), queue);
            CompletableFuture<Submission> sent = deployment.sendLater(client, offer);
            offers.add(deployment.askLater(client + 2));
            run(queue);
            assertThat(sent.join()).isInstanceOf(Submission.Accepted.class);
        }

        Offer newest = ((OfferOutcome.Offered) offers.get(1).join()).offer();
        assertThat(deployment.view(job).modelVersion()).isEqualTo(1);
        assertThat(newest.modelVersion()).isEqualTo(1);
        assertThat(newest.links().artefacts()).containsKey(EchoStage.ECHO);
    }

    private static Offer offer(CompletableFuture<OfferOutcome> asked, Deque<Runnable> queue) {
        run(queue);
        return ((OfferOutcome.Offered) asked.join()).offer();
    }

    private static void run(Deque<Runnable> queue) {
        while (!queue.isEmpty()) {
            queue.poll().run();
        }
    }

    @Test
    void whatIsWrittenForTheAuditHasNoControlCharacters() {
        deployment.start(ECHO, TWO);
        Offer offer = deployment.offered(0);
        byte[] file = Safetensors.write(
                new ParameterLayout(List.of(new TensorShape("a\u0000b\n", List.of(1)))), new float[1], Map.of());
        byte[] wrong = new String(file, ISO_8859_1).replace("F32", "F16").getBytes(ISO_8859_1);

        assertThat(deployment.sendArtefact(0, offer, EchoStage.COUNTS, wrong)).isInstanceOf(Reported.Refused.class);

        assertThat(deployment.records().audit(0, 100))
                .filteredOn(line -> line.action().equals("artefact-refused"))
                .singleElement()
                .satisfies(line -> assertThat(line.detail().chars()).noneMatch(Character::isISOControl));
    }

    @Test
    void aJobWhoseStagesDoNotGoTogetherIsRefused() {
        LocalCoordinator twice = LocalCoordinator.open(
                deployment.ports(Deployment.DIRECT, Deployment.DIRECT).with(EchoStage::of));

        assertThat(twice.create(Specs.of(ECHO), "operator").toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(InvalidJobException.class)
                .withMessageContaining("same name");
        assertThat(twice.jobs()).isEmpty();
    }

    @Test
    void neitherTheOrderOfArrivalNorRestartsMakeADifference() {
        Outcome usual = outcome(List.of(0, 1, 2, 3), false);
        assertThat(usual.echo()).containsExactly(12, 18, 0);
        assertThat(usual.b()).containsExactly(1 / 13.0, 1 / 13.0);
        assertThat(usual.metrics())
                .extracting(StoredMetric::name, StoredMetric::value)
                .containsOnly(org.assertj.core.groups.Tuple.tuple(EchoStage.COUNTED, 4.0));
        List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3));
        for (int seed = 0; seed < 5; seed++) {
            Collections.shuffle(order, new Random(seed));
            for (boolean restarted : new boolean[] {false, true}) {
                assertThat(outcome(order, restarted))
                        .as("%s, restarted %s", order, restarted)
                        .usingRecursiveComparison()
                        .isEqualTo(usual);
            }
        }
    }

    /** Three rounds in which the clients come in that order. */
    private static Outcome outcome(List<Integer> order, boolean restarted) {
        Deployment own = new Deployment(4);
        JobId job = own.start(ECHO, STOCHASTIC, "schedule: {rounds: 100, cohort: 4, quorum: 4, deadline: PT40S}");
        for (int round = 0; round < 3; round++) {
            for (int client : order) {
                Offer offer = own.offered(client);
                assertThat(own.sendCounts(client, offer, 1, client, 0)).isInstanceOf(Reported.Kept.class);
                if (restarted) {
                    own.restart();
                }
                own.send(client, offer.assignment(), Frames.votes(offer, client));
                if (restarted) {
                    own.restart();
                }
            }
        }
        assertThat(own.view(job).modelVersion()).isEqualTo(3);
        return new Outcome(
                own.digest(job),
                own.journal.state(job),
                own.echo(job, 3).orElseThrow(),
                own.records().metrics(job),
                own.offered(0).codec().b());
    }

    @Row("GET /api/v1/jobs/{job}/models/{version}/artefacts/{name}")
    @Test
    void anOfferNamesWhatWasPublishedWithItsVersion() {
        JobId job = deployment.start(ECHO, TWO);
        Offer first = deployment.offered(0);
        assertThat(first.links().artefacts()).isNull();
        round(1);

        assertThat(deployment.offered(0).links().artefacts())
                .containsExactly(Map.entry("echo", "/api/v1/jobs/" + job + "/models/1/artefacts/echo"));
        assertThat(deployment.echo(job, 1))
                .hasValueSatisfying(echo -> assertThat(echo).containsExactly(2, 2, 0));
        assertThat(deployment.echo(job, 0)).isEmpty();
        assertThat(deployment.coordinator().artefact(job, 1, "none")).isEmpty();
        assertThat(deployment.coordinator().artefact(new JobId("j-none"), 1, "echo"))
                .isEmpty();
    }

    @Row("PUT /api/v1/assignments/{assignment}/artefacts/{name}")
    @Test
    void theLastOneCountsAndOnlyBesideAnUpdateThatDoes() {
        JobId job = deployment.start(ECHO, TWO);
        Offer declined = deployment.offered(0);
        deployment.sendCounts(0, declined, 1000, 0, 0);
        Offer refused = deployment.offered(1);
        deployment.sendCounts(1, refused, 2000, 0, 0);
        deployment.decline(0, declined);
        for (int i = 0; i < 3; i++) {
            deployment.send(1, refused.assignment(), new byte[3]);
        }
        Offer offer = deployment.offered(2);
        deployment.sendCounts(2, offer, 1, 1, 1);
        deployment.sendCounts(2, offer, 3, 4, 5);
        deployment.send(2, offer.assignment(), Frames.votes(offer, 2));
        deployment.takePart(3);

        assertThat(deployment.echo(job, 1))
                .hasValueSatisfying(echo -> assertThat(echo).containsExactly(3, 4, 5));
        assertThat(deployment.records().metrics(job))
                .containsExactly(new StoredMetric(0, 1, EchoStage.COUNTED, 1, "server"));
    }

    @Test
    void anAbandonedRoundLeavesStateAndArtefactsAsTheyWere() {
        JobId job = deployment.start(ECHO, TWO);
        round(1);
        NamedState before = deployment.journal.state(job);
        Offer offer = deployment.offered(0);
        deployment.sendCounts(0, offer, 7, 7, 7);
        deployment.send(0, offer.assignment(), Frames.votes(offer, 0));
        deployment.passSeconds(40);

        assertThat(deployment.view(job).round()).isEqualTo(2);
        assertThat(deployment.journal.state(job)).isEqualTo(before);
        assertThat(deployment.journal.uploadedArtefacts(offer.assignment())).isEmpty();
        assertThat(deployment.offered(0).modelVersion()).isEqualTo(1);
        round(1);
        assertThat(deployment.echo(job, 2))
                .hasValueSatisfying(echo -> assertThat(echo).containsExactly(4, 4, 0));
    }

    @Row({
        "PUT /api/v1/assignments/{assignment}/artefacts/{name}",
        "404 not-found",
        "409 round-closed",
        "409 wrong-state",
        "422 invalid-model",
        "422 wrong-layout",
        "422 not-finite",
        "action artefact-refused"
    })
    @Test
    void whatTheJobDoesNotAskForIsRefusedAndNoted() {
        deployment.start(ECHO, TWO);
        Offer offer = deployment.offered(0);
        byte[] right = EchoStage.counts(1, 2, 3).file();
        byte[] header = "{}      ".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] empty = new byte[16];
        empty[0] = 8;
        System.arraycopy(header, 0, empty, 8, 8);

        assertThat(refusal(0, offer, "other", right)).isEqualTo(ProblemCode.NOT_FOUND);
        assertThat(refusal(0, offer, "counts", new byte[0])).isEqualTo(ProblemCode.INVALID_MODEL);
        assertThat(refusal(0, offer, "counts", empty)).isEqualTo(ProblemCode.INVALID_MODEL);
        assertThat(refusal(0, offer, "counts", java.util.Arrays.copyOf(right, right.length - 1)))
                .isEqualTo(ProblemCode.INVALID_MODEL);
        assertThat(refusal(0, offer, "counts", EchoStage.counts(1, 2).file())).isEqualTo(ProblemCode.WRONG_LAYOUT);
        assertThat(refusal(0, offer, "counts", Artefact.of("m", 1, 2, 3).file()))
                .isEqualTo(ProblemCode.WRONG_LAYOUT);
        assertThat(refusal(0, offer, "counts", EchoStage.counts(1, Float.NaN, 3).file()))
                .isEqualTo(ProblemCode.NOT_FINITE);
        assertThat(refusal(0, offer, "counts", new byte[Artefact.MOST_UPLOADED + 1]))
                .isEqualTo(ProblemCode.TOO_LARGE);
        assertThat(deployment.journal.uploadedArtefacts(offer.assignment())).isEmpty();
        assertThat(deployment.records().audit(0, 100))
                .filteredOn(line -> line.action().equals("artefact-refused"))
                .hasSize(8)
                .allMatch(line -> offer.assignment().equals(line.assignment()))
                .extracting(AuditEntry::detail)
                .anyMatch(detail -> detail.startsWith("not-finite: "));
        assertThat(deployment.sendArtefact(1, offer, "counts", right)).isInstanceOf(Reported.Unknown.class);
        assertThat(Deployment.now(deployment
                        .coordinator()
                        .sendArtefact(TestPopulation.client(0).id(), new AssignmentId("a-none"), "counts", right)))
                .isInstanceOf(Reported.Unknown.class);
        assertThat(deployment.sendArtefact(0, offer, "counts", right)).isInstanceOf(Reported.Kept.class);
    }

    @Row({"PUT /api/v1/assignments/{assignment}/artefacts/{name}", "409 round-closed", "409 wrong-state"})
    @Test
    void stateIsJudgedBeforeContent() {
        deployment.start(ECHO, TWO);
        Offer declined = deployment.offered(2);
        deployment.decline(2, declined);
        Offer accepted = deployment.takePart(0);
        Offer late = deployment.offered(1);
        byte[] wrong = new byte[3];
        assertThat(refusal(0, accepted, "counts", wrong)).isEqualTo(ProblemCode.WRONG_STATE);
        assertThat(refusal(2, declined, "counts", wrong)).isEqualTo(ProblemCode.WRONG_STATE);
        assertThat(refusal(0, accepted, "other", wrong)).isEqualTo(ProblemCode.NOT_FOUND);
        deployment.passSeconds(40);

        assertThat(refusal(1, late, "counts", wrong)).isEqualTo(ProblemCode.ROUND_CLOSED);
        deployment.restart();
        assertThat(refusal(1, late, "counts", wrong)).isEqualTo(ProblemCode.ROUND_CLOSED);
        assertThat(refusal(0, accepted, "counts", wrong)).isEqualTo(ProblemCode.WRONG_STATE);
    }

    @Test
    void aJobWithoutTheStageAsksForNothing() {
        deployment.start(TWO);

        assertThat(refusal(
                        0,
                        deployment.offered(0),
                        "counts",
                        EchoStage.counts(1, 2, 3).file()))
                .isEqualTo(ProblemCode.NOT_FOUND);
    }

    @Test
    void whoTrainsOnAnOlderVersionKeepsItsArtefactsAndWhatItSentAlready() {
        JobId job = deployment.start(ECHO, BUFFER);
        versionBy(1, 2);
        Offer slow = deployment.offered(0);
        deployment.sendCounts(0, slow, 100, 0, 0);
        versionBy(1, 2);
        assertThat(deployment.view(job).modelVersion()).isEqualTo(2);
        deployment.restart();

        Offer again = deployment.offered(0);
        assertThat(again.assignment()).isEqualTo(slow.assignment());
        assertThat(again.links().artefacts())
                .containsValue("/api/v1/jobs/" + job + "/models/1/artefacts/echo")
                .hasSize(1);
        deployment.send(0, slow.assignment(), Frames.votes(slow, 0));
        Offer other = deployment.offered(3);
        deployment.send(3, other.assignment(), Frames.votes(other, 3));
        assertThat(deployment.echo(job, 2))
                .hasValueSatisfying(echo -> assertThat(echo).containsExactly(4, 0, 0));
        assertThat(deployment.echo(job, 3))
                .hasValueSatisfying(echo -> assertThat(echo).containsExactly(104, 0, 0));
        assertThat(deployment.journal.uploadedArtefacts(slow.assignment())).isEmpty();
    }

    @Row("POST /api/v1/jobs/{job}/models/{version}/rollback")
    @Test
    void aVersionThatIsGoneBackToHasItsArtefactsBesideItAgain() {
        JobId job = deployment.start(ECHO, TWO);
        round(1);
        round(1);
        deployment.move(job, Move.STOP);
        assertThat(Deployment.now(deployment.coordinator().rollback(job, 1, "operator")))
                .isInstanceOf(Moved.Done.class);
        deployment.restart();

        assertThat(deployment.view(job).modelVersion()).isEqualTo(3);
        assertThat(deployment.echo(job, 3))
                .hasValueSatisfying(echo -> assertThat(echo).containsExactly(2, 2, 0));
        assertThat(Deployment.now(deployment.coordinator().rollback(job, 0, "operator")))
                .isInstanceOf(Moved.Done.class);
        assertThat(deployment.echo(job, 4)).as("version 0 had none").isEmpty();
        assertThat(deployment.journal.state(job).has(EchoStage.TOTAL)).isFalse();
    }

    /** Both clients of a round send counts. */
    private void round(float count) {
        for (int client = 0; client < 2; client++) {
            Offer offer = deployment.offered(client);
            assertThat(deployment.sendCounts(client, offer, count, count, 0)).isInstanceOf(Reported.Kept.class);
            deployment.send(client, offer.assignment(), Frames.votes(offer, client));
        }
    }

    private void versionBy(int... clients) {
        for (int client : clients) {
            Offer offer = deployment.offered(client);
            deployment.sendCounts(client, offer, 1, 0, 0);
            deployment.send(client, offer.assignment(), Frames.votes(offer, client));
        }
    }

    private ProblemCode refusal(int client, Offer offer, String name, byte[] file) {
        Reported reported = deployment.sendArtefact(client, offer, name, file);
        assertThat(reported).isInstanceOf(Reported.Refused.class);
        return ((Reported.Refused) reported).code();
    }
}
