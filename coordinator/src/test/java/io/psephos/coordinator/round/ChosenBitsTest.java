package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.psephos.compression.Payload;
import io.psephos.compression.Quantized;
import io.psephos.compression.builtin.Codecs;
import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.coordinator.ClientCalls.Submission;
import io.psephos.coordinator.Participant;
import io.psephos.coordinator.journal.StoredRoundSummary;
import io.psephos.protocol.CodecOption;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of dq-sgd rounds: the choice of bits by client or server, and its record. */
class ChosenBitsTest {
    private static final int CLIENTS = 3;

    private final Deployment deployment = new Deployment(CLIENTS);
    private final SplittableRandom coins = new SplittableRandom(4);

    /** ⌈log₂(20 · ‖u‖ + 1)⌉ of each client's own norm: 2, 5 and 8 bits for 0.1, 1 and 10. */
    @Test
    void eachClientChoosesByItsOwnNormAndTheRoundShowsTheMean() {
        JobId job = start("decides: client, budget: 20");
        float[] norms = {0.1f, 1, 10};
        int[] levels = {3, 31, 255};
        for (int client = 0; client < CLIENTS; client++) {
            Offer offer = offer(client);
            assertThat(offer.codec().options()).isEqualTo(Map.of("budget", 20.0));
            assertThat(send(client, offer, norms[client])).isEqualTo(levels[client]);
        }
        assertThat(record(job).bits()).isEqualTo(5.0);
        assertThat(record(job).counted()).isEqualTo(3);
    }

    /** With contraction a the budget of round t of T is 20 · a^((T − t)/2). */
    @Test
    void theBudgetGrowsTowardsTheLastRound() {
        start("decides: client, budget: 20, contraction: 0.81");
        double before = 20 * Math.pow(0.81, 50);
        for (int round = 0; round < 4; round++) {
            assertThat(offer(0).codec().number(CodecOption.BUDGET))
                    .isCloseTo(before * Math.pow(0.9, -round), within(1e-9));
            for (int client = 0; client < CLIENTS; client++) {
                send(client, offer(client), 1);
            }
        }
    }

    /** The first round as if the norm were 1, the second by the norm of the mean; all clients alike. */
    @ParameterizedTest
    @CsvSource({"0.1, 3, 2", "3, 63, 6", "1000, 32767, 15"})
    void theServerChoosesByTheNormOfTheLastAggregate(float norm, int levels, double bits) {
        JobId job = start("budget: 20");
        for (int client = 0; client < CLIENTS; client++) {
            assertThat(send(client, offer(client), norm)).isEqualTo(31);
        }
        assertThat(record(job).bits()).isEqualTo(5.0);
        deployment.restart();
        for (int client = 0; client < CLIENTS; client++) {
            Offer offer = offer(client);
            assertThat(offer.codec().options()).isEqualTo(Map.of("levels", levels));
            assertThat(send(client, offer, 1)).isEqualTo(levels);
        }
        assertThat(record(job).bits()).isEqualTo(bits);
    }

    private JobId start(String options) {
        return deployment.start(
                "codec: {scheme: dq-sgd, " + options + "}",
                "schedule: {rounds: 100, cohort: 3, quorum: 3}",
                "optimizer: {learningRate: 0.001}");
    }

    private Offer offer(int client) {
        Participant plain = TestPopulation.client(client);
        OfferOutcome outcome = Deployment.now(deployment
                .coordinator()
                .offer(
                        new Participant(plain.id(), plain.group(), plain.name(), Set.of("dq-sgd"), Integer.MAX_VALUE),
                        null));
        assertThat(outcome).isInstanceOf(OfferOutcome.Offered.class);
        return ((OfferOutcome.Offered) outcome).offer();
    }

    /** Sends an update of one coordinate, which is its norm and so is not rounded; returns the levels that it had. */
    private int send(int client, Offer offer, float norm) {
        float[] update = new float[offer.parameterCount()];
        update[7] = norm;
        Payload payload = Codecs.compressor(offer.codec(), offer.layout(), coins::nextLong)
                .orElseThrow()
                .compress(update);
        assertThat(deployment.send(client, offer.assignment(), Frames.frame(offer, payload)))
                .isInstanceOf(Submission.Accepted.class);
        return ((Quantized) payload).levels().max();
    }

    private StoredRoundSummary record(JobId job) {
        return deployment.rounds(job).get(deployment.rounds(job).size() - 1);
    }
}
