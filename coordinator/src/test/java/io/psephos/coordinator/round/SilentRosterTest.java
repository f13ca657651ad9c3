package io.psephos.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.compression.Dense;
import io.psephos.coordinator.ClientCalls.OfferOutcome;
import io.psephos.coordinator.job.JobState;
import io.psephos.protocol.JobId;
import io.psephos.protocol.Offer;
import io.psephos.protocol.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Jobs with Kardam finish when f clients of their roster fall silent from a random version on. Clients descend
 * f(x) = ½ c ‖x‖², each with its own c, so that coming again changes no coefficient; every second seed has noise.
 */
class SilentRosterTest {
    private static final int SEEDS = 10;
    private static final int DEADLINE = 10;

    /** What a client does that sends nothing any more. */
    enum Silence {
        /** It asks for nothing. */
        GONE,
        /** It holds an offer that it took before. */
        HOLDS_AN_OFFER,
        /** It takes every offer. */
        TAKES_OFFERS
    }

    static Stream<Arguments> jobs() {
        return jobs(new int[][] {{4, 1, 1}, {10, 3, 1}, {28, 9, 1}, {4, 1, 3}, {10, 3, 7}});
    }

    static Stream<Arguments> otherJobs() {
        return jobs(new int[][] {{12, 3, 1}, {30, 9, 1}, {36, 9, 1}, {28, 9, 10}});
    }

    private static Stream<Arguments> jobs(int[][] sizes) {
        return Stream.of(sizes)
                .flatMap(size -> Arrays.stream(Silence.values())
                        .map(silence -> Arguments.of(size[0], size[1], size[2], silence)));
    }

    @Tag("ci")
    @ParameterizedTest(name = "n = {0}, f = {1}, buffers of {2}, {3}")
    @MethodSource("otherJobs")
    void soDoOtherRosters(int clients, int byzantine, int buffer, Silence silence) {
        aJobFinishesThoughSomeFallSilent(clients, byzantine, buffer, silence);
    }

    @Row("filters kardam")
    @ParameterizedTest(name = "n = {0}, f = {1}, buffers of {2}, {3}")
    @MethodSource("jobs")
    void aJobFinishesThoughSomeFallSilent(int clients, int byzantine, int buffer, Silence silence) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Run run = new Run(clients, byzantine, buffer, seed);
            int silentFrom = run.random.nextInt(3 * clients / buffer);
            assertThat(run.goesOnUntil(silentFrom, clients, silence)).isTrue();
            boolean finishes = run.goesOnUntil(Run.versions(clients, buffer), clients - byzantine, silence);
            assertThat(finishes)
                    .as("seed %d, silent from version %d, stands at %s", seed, silentFrom, run.version())
                    .isTrue();
            assertThat(run.deployment.state(run.job)).isEqualTo(JobState.FINISHED);
        }
    }

    private static final class Run {
        /** Of deadlines without a version: twice what the slowest case takes. */
        private static final int PATIENCE = 8;

        private final Deployment deployment;
        private final JobId job;
        private final int clients;
        private final int buffer;
        private final double noise;
        private final Random random;
        private final List<Integer> order;

        Run(int clients, int byzantine, int buffer, int seed) {
            this.clients = clients;
            this.buffer = buffer;
            this.noise = seed % 2 == 0 ? 0 : 0.2;
            this.random = new Random(seed);
            this.deployment = new Deployment(clients);
            this.order = new ArrayList<>(IntStream.range(0, clients).boxed().toList());
            this.job = deployment.start(
                    "participants: {roster: ["
                            + IntStream.range(0, clients)
                                    .mapToObj(client -> "edge-" + client)
                                    .collect(Collectors.joining(", "))
                            + "]}",
                    "schedule: {mode: " + (buffer > 1 ? "buffered, buffer: " + buffer : "asynchronous")
                            + ", maxStaleness: 90, rounds: " + versions(clients, buffer) + ", deadline: PT" + DEADLINE
                            + "S}",
                    "codec: {scheme: float32}",
                    "optimizer: {learningRate: 0.1}",
                    "robustness: {byzantine: " + byzantine + ", filters: [kardam]}");
        }

        static int versions(int clients, int buffer) {
            return 6 * clients / buffer;
        }

        long version() {
            return deployment.view(job).modelVersion();
        }

        /** Whether the version is reached, second by second, while the first so many clients send. */
        boolean goesOnUntil(long version, int live, Silence silence) {
            int seconds = 0;
            for (long last = version();
                    version() < version && seconds < PATIENCE * DEADLINE * buffer;
                    last = version()) {
                Collections.shuffle(order, random);
                order.stream().filter(client -> client < live).forEach(this::comes);
                if (live < clients
                        && (silence == Silence.TAKES_OFFERS || silence == Silence.HOLDS_AN_OFFER && seconds == 0)) {
                    order.stream().filter(client -> client >= live).forEach(deployment::ask);
                }
                deployment.pass(Duration.ofSeconds(1));
                seconds = version() > last ? 0 : seconds + 1;
                if (random.nextInt(50) == 0) {
                    deployment.restart();
                }
            }
            return version() >= version;
        }

        private void comes(int client) {
            if (deployment.ask(client) instanceof OfferOutcome.Offered offered) {
                Offer offer = offered.offer();
                float[] update = deployment
                        .coordinator()
                        .model(job, offer.modelVersion())
                        .orElseThrow()
                        .parameters()
                        .clone();
                for (int i = 0; i < update.length; i++) {
                    update[i] *= 0.5f + 1.5f * client / clients;
                    update[i] += (float) (noise * random.nextGaussian());
                }
                deployment.send(client, offer.assignment(), Frames.frame(offer, new Dense(update)));
            }
        }
    }
}
