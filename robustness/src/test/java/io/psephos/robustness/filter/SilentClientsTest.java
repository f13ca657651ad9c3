package io.psephos.robustness.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.robustness.filter.LipschitzFilter.Mode;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kardam per worker goes on when f clients of the roster fall silent, whatever they sent before. Clients descend
 * f(x) = ½ Σ c xᵢ², each with a curvature c of its own, which is its coefficient where there is no noise: coming again
 * then changes nothing, so that who is above the threshold stays there.
 */
final class SilentClientsTest {
    private static final int PARAMETERS = 6;
    private static final int SEEDS = 10;

    static Stream<Arguments> rosters() {
        int[][] sizes = {{4, 1}, {10, 3}, {12, 3}, {28, 9}, {30, 9}, {36, 9}};
        return Stream.of(sizes)
                .flatMap(size -> Stream.of(0, 0.3).map(noise -> Arguments.of(size[0], size[1], noise.doubleValue())));
    }

    @ParameterizedTest(name = "n = {0}, f = {1}, noise {2}")
    @MethodSource("rosters")
    void aJobGoesOnWhenSomeFallSilent(int clients, int byzantine, double noise) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Run run = new Run(clients, byzantine, noise, seed);
            int silentFrom = run.random.nextInt(6 * clients);
            run.arrivals(silentFrom, clients);
            assertThat(run.versions(8 * clients, clients - byzantine))
                    .as("n = %d, f = %d, seed %d, silent from arrival %d", clients, byzantine, seed, silentFrom)
                    .isTrue();
        }
    }

    /** Whoever was never there counts among the silent. */
    @ParameterizedTest(name = "n = {0}, f = {1}, noise {2}")
    @MethodSource("rosters")
    void oneWhoComesLateStandsInForOneWhoFallsSilent(int clients, int byzantine, double noise) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Run run = new Run(clients, byzantine, noise, seed);
            run.arrivals(6 * clients, clients - byzantine);
            run.swap(0, clients - 1);
            assertThat(run.versions(8 * clients, clients - byzantine))
                    .as("n = %d, f = %d, seed %d", clients, byzantine, seed)
                    .isTrue();
        }
    }

    /** More versions pass than are compared while nobody is heard of: nobody can be compared. */
    @ParameterizedTest(name = "n = {0}, f = {1}, noise {2}")
    @MethodSource("rosters")
    void allComeBackAfterMoreVersionsThanAreCompared(int clients, int byzantine, double noise) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Run run = new Run(clients, byzantine, noise, seed);
            run.arrivals(6 * clients, clients);
            for (int version = 0; version < 120; version++) {
                run.past.publish(run.stepped(0.1f));
            }
            assertThat(run.versions(8 * clients, clients - byzantine))
                    .as("n = %d, f = %d, seed %d", clients, byzantine, seed)
                    .isTrue();
        }
    }

    /** Clients that arrive uniformly and send what they compute from the newest version. */
    private static final class Run {
        /** Arrivals without an accepted one, for each client of the roster. */
        private static final int PATIENCE = 60;

        private final FilterChain kardam;
        private final int clients;
        private final double noise;
        private final int[] order;
        private final double[] curvature;
        private final SplittableRandom random;
        private final Past past;
        private FilterState state = FilterState.EMPTY;

        Run(int clients, int byzantine, double noise, long seed) {
            this.kardam = FilterChain.kardam(clients, byzantine, Mode.PER_WORKER, 0);
            this.clients = clients;
            this.noise = noise;
            this.random = new SplittableRandom(seed);
            this.curvature = random.doubles(clients, 0.5, 2).toArray();
            this.order = IntStream.range(0, clients).toArray();
            this.past = Past.of(stepped(
                    new float[PARAMETERS], random.doubles(PARAMETERS, 1, 2).toArray(), -1));
        }

        void swap(int one, int other) {
            int client = order[one];
            order[one] = order[other];
            order[other] = client;
        }

        void arrivals(int count, int live) {
            for (int i = 0; i < count; i++) {
                arrives(order[random.nextInt(live)]);
            }
        }

        /** Whether so many versions come of the first so many clients. */
        boolean versions(int versions, int live) {
            int refused = 0;
            for (int made = 0; made < versions && refused < PATIENCE * clients; ) {
                boolean isAccepted = arrives(order[random.nextInt(live)]);
                made += isAccepted ? 1 : 0;
                refused = isAccepted ? 0 : refused + 1;
            }
            return refused < PATIENCE * clients;
        }

        private boolean arrives(int client) {
            double[] update = new double[PARAMETERS];
            for (int i = 0; i < PARAMETERS; i++) {
                update[i] = curvature[client] * past.latest()[i] + noise * random.nextGaussian();
            }
            float[] sent = stepped(new float[PARAMETERS], update, -1);
            FilterResult ruling = kardam.rule(past.from(client, sent), past, state);
            state = ruling.next();
            if (ruling.isAccepted()) {
                past.publish(stepped(past.latest(), update, 0.1));
            }
            return ruling.isAccepted();
        }

        float[] stepped(float rate) {
            double[] update = new double[PARAMETERS];
            for (int i = 0; i < PARAMETERS; i++) {
                update[i] = past.latest()[i];
            }
            return stepped(past.latest(), update, rate);
        }

        private static float[] stepped(float[] from, double[] update, double rate) {
            float[] next = new float[from.length];
            for (int i = 0; i < next.length; i++) {
                next[i] = (float) (from[i] - rate * update[i]);
            }
            return next;
        }
    }
}
