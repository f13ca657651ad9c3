package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.psephos.aggregation.stage.DifferenceShift;
import io.psephos.aggregation.stage.StepFeedback;
import io.psephos.compression.CompressorWithMemory.Compressed;
import io.psephos.compression.builtin.Codecs;
import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.coordinator.OperatorCalls.Move;
import io.psephos.coordinator.Participant;
import io.psephos.coordinator.journal.AuditEntry;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.Row;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests of difference codecs (DIANA), where clients and server keep state, and of lost state. */
class DifferencesTest {
    private static final int CLIENTS = 3;
    private static final String[] LINES = {
        "participants: {roster: [edge-0, edge-1, edge-2]}",
        "codec: {scheme: diana, bucket: 16}",
        "schedule: {rounds: 1000}",
        "optimizer: {learningRate: 0.1}",
        "aggregation: {rule: weighted-mean}"
    };

    private final Deployment deployment = new Deployment(CLIENTS);
    private final JobId job = deployment.start(LINES);
    private final Random random = new Random(9);
    private final float[][] memories = new float[CLIENTS][];
    private final float[][] pending = new float[CLIENTS][];

    @Test
    void nothingIsSaidWhereNobodyHasForgotten() {
        for (int round = 0; round < 5; round++) {
            assertThat(offers()).noneMatch(offer -> offer.codec().beginsAnew());
            publish();
        }
        assertTogether();
    }

    /** The mean of what clients remember is what the server adds: were it not so, steps would be bent by it for ever. */
    @Row({"POST /api/v1/assignments/{assignment}/decline", "action memories-forgotten"})
    @Test
    void whereOneHasLostItsMemoryAllBeginAnew() {
        rounds(5);
        memories[1] = null;
        Offer accepted = offer(0);
        send(0, accepted);
        deployment.declineForgetful(1, offer(1));

        assertThat(states()).endsWith("published", "abandoned");
        assertThat(deployment.journal.state(job).has(DifferenceShift.SHIFT)).isFalse();
        assertThat(offers()).allMatch(offer -> offer.codec().beginsAnew());
        rounds(3);

        assertThat(states()).endsWith("abandoned", "published", "published", "published");
        assertThat(offers()).noneMatch(offer -> offer.codec().beginsAnew());
        assertTogether();
        assertThat(deployment.records().audit(0, 100))
                .filteredOn(entry -> entry.action().equals("memories-forgotten"))
                .singleElement()
                .extracting(AuditEntry::actor, entry -> entry.detail().contains("begin anew"))
                .containsExactly("c-1", true);
    }

    @Test
    void whatWasForgottenIsForgottenAfterARestart() {
        rounds(2);
        deployment.declineForgetful(2, offer(2));
        deployment.restart();

        assertThat(offers()).allMatch(offer -> offer.codec().beginsAnew());
        rounds(2);
        assertTogether();
    }

    /** A round of fresh memories that comes to nothing is followed by another one. */
    @Test
    void freshMemoriesAreAskedForUntilARoundIsPublished() {
        rounds(2);
        deployment.declineForgetful(2, offer(2));
        send(0, offer(0));
        deployment.decline(1, offer(1));

        assertThat(offers()).allMatch(offer -> offer.codec().beginsAnew());
        rounds(2);
        assertTogether();
    }

    @Test
    void anotherReasonToDeclineForgetsNothing() {
        rounds(2);
        float[] shift =
                deployment.journal.state(job).floats(DifferenceShift.SHIFT).orElseThrow();
        deployment.decline(1, offer(1));

        assertThat(deployment.journal.state(job).floats(DifferenceShift.SHIFT).orElseThrow())
                .containsExactly(shift);
        assertThat(offers()).noneMatch(offer -> offer.codec().beginsAnew());
        rounds(2);
        assertTogether();
    }

    /** Elsewhere the server has nothing that could be forgotten. */
    @Test
    void jobsWithoutDifferencesForgetNothing() {
        deployment.move(job, Move.STOP);
        JobId other = deployment.start(
                "participants: {roster: [edge-0, edge-1, edge-2]}",
                "schedule: {rounds: 9}",
                "aggregation: {rule: vote-mean, serverErrorFeedback: scaled-sign}");
        for (int client = 0; client < CLIENTS; client++) {
            deployment.takePart(client);
        }
        float[] residual =
                deployment.journal.state(other).floats(StepFeedback.RESIDUAL).orElseThrow();
        deployment.declineForgetful(1, deployment.offered(1));

        assertThat(deployment.journal.state(other).floats(StepFeedback.RESIDUAL).orElseThrow())
                .containsExactly(residual);
    }

    private void rounds(int count) {
        for (int i = 0; i < count; i++) {
            publish();
        }
    }

    private void publish() {
        for (int client = 0; client < CLIENTS; client++) {
            send(client, offer(client));
        }
        keep();
    }

    private Offer offer(int client) {
        Participant plain = TestPopulation.client(client);
        Participant capable =
                new Participant(plain.id(), plain.group(), plain.name(), Set.of("diana"), Integer.MAX_VALUE);
        OfferOutcome outcome = Deployment.now(deployment.coordinator().offer(capable, null));
        assertThat(outcome).isInstanceOf(OfferOutcome.Offered.class);
        return ((OfferOutcome.Offered) outcome).offer();
    }

    private List<Offer> offers() {
        return List.of(offer(0), offer(1), offer(2));
    }

    /** What a client's update leaves behind counts once its round is published. */
    private void send(int client, Offer offer) {
        float[] update = new float[offer.parameterCount()];
        for (int i = 0; i < update.length; i++) {
            update[i] = client - 1 + (float) random.nextGaussian();
        }
        Compressed compressed = Codecs.withMemory(offer.codec(), offer.layout(), random::nextLong)
                .orElseThrow()
                .compress(update, offer.codec().beginsAnew() ? null : memories[client]);
        pending[client] = compressed.memory();
        deployment.send(client, offer.assignment(), Frames.frame(offer, compressed.payload()));
    }

    private void keep() {
        for (int client = 0; client < CLIENTS; client++) {
            memories[client] = pending[client];
        }
    }

    private void assertTogether() {
        float[] shift =
                deployment.journal.state(job).floats(DifferenceShift.SHIFT).orElseThrow();
        assertThat(shift).isNotEmpty();
        for (int i = 0; i < shift.length; i++) {
            double mean = (memories[0][i] + (double) memories[1][i] + memories[2][i]) / CLIENTS;
            assertThat((double) shift[i]).isCloseTo(mean, within(1e-5));
        }
    }

    private List<String> states() {
        return deployment.rounds(job).stream().map(StoredRoundSummary::state).toList();
    }
}
