package io.psephos.robustness.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.robustness.filter.LipschitzFilter.Mode;
import io.psephos.robustness.filter.LipschitzState.Sent;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Kardam per worker goes on when liars hold up the one honest client that frequency lets through, whose updates change
 * fastest and are the longest. Each liar sends what is a little beyond the threshold, so that it is refused, and below
 * that client, so that the threshold stays there; two or more of them go on like this in turn for as long as they like.
 */
final class LeapingLiarsTest {
    private static final int PARAMETERS = 6;
    private static final double STEEPEST = 3;
    private static final double[] BEYOND = {1.0001, 1.001, 1.01, 1.05, 1.1, 1.2, 1.4};

    @ParameterizedTest(name = "n = {0}, f = {1}")
    @CsvSource({"4, 1", "7, 2", "10, 3", "13, 4"})
    void theSteepestHonestClientPassesInTheEnd(int clients, int byzantine) {
        Run run = new Run(clients, byzantine);
        for (int arrival = 0; arrival < 20_000; arrival++) {
            run.arrives();
            assertThat(run.laps())
                    .as("laps at arrival %d, version %d", arrival, run.past.newest())
                    .isLessThanOrEqualTo(6);
            assertThat(run.refused)
                    .as("refused in a row at arrival %d, version %d", arrival, run.past.newest())
                    .isLessThanOrEqualTo(20 * clients);
        }
        assertThat(run.longestLie).isLessThan(2 * STEEPEST);
    }

    /** Clients descend f(x) = ½ Σ c xᵢ²; the first has the largest curvature c, the last f are liars who know all. */
    private static final class Run {
        private final int clients;
        private final int byzantine;
        private final FilterChain kardam;
        private final SplittableRandom random = new SplittableRandom(1);
        private final double[] curvature;
        private final Past past;
        private FilterState state = FilterState.EMPTY;
        private int refused;
        private double longestLie;

        Run(int clients, int byzantine) {
            this.clients = clients;
            this.byzantine = byzantine;
            this.kardam = FilterChain.kardam(clients, byzantine, Mode.PER_WORKER, 0);
            this.curvature = random.doubles(clients, 0.9, 1.1).toArray();
            curvature[0] = STEEPEST;
            float[] start = new float[PARAMETERS];
            for (int i = 0; i < PARAMETERS; i++) {
                start[i] = (float) random.nextDouble(1, 2);
            }
            this.past = Past.of(start);
        }

        int laps() {
            return state.lipschitz().standstill().laps();
        }

        void arrives() {
            int client = random.nextInt(clients);
            boolean isLiar = client >= clients - byzantine && past.newest() > 6L * clients;
            float[] update = isLiar ? lie(client) : times(curvature[client]);
            double length = Past.candidate(client, 0, update).norm()
                    / Past.candidate(client, 0, past.latest()).norm();
            FilterResult ruling = kardam.rule(past.from(client, update), past, state);
            state = ruling.next();
            refused = ruling.isAccepted() ? 0 : refused + 1;
            if (ruling.isAccepted()) {
                longestLie = Math.max(longestLie, isLiar ? length : 0);
                float[] next = past.latest().clone();
                for (int i = 0; i < PARAMETERS; i++) {
                    next[i] -= 0.01f * update[i];
                }
                past.publish(next);
            }
        }

        /** What is refused and leaves the first client refused; or twice the gradient, where there is no such update. */
        private float[] lie(int client) {
            Sent last = state.lipschitz().previous().get(Past.id(client));
            Sent before = last != null && last.baseVersion() == past.newest() ? last.before() : last;
            double threshold =
                    state.lipschitz().standstill().slack() * state.lipschitz().threshold(clients, byzantine);
            if (before != null && Double.isFinite(threshold)) {
                double moved =
                        past.distance(past.newest(), before.baseVersion()).orElse(0);
                for (double share : BEYOND) {
                    float[] update = longer(before.payload().toDense(), threshold * share * moved);
                    FilterResult ruling = kardam.rule(past.from(client, update), past, state);
                    if (!ruling.isAccepted()
                            && !kardam.rule(past.from(0, times(STEEPEST)), past, ruling.next())
                                    .isAccepted()) {
                        return update;
                    }
                }
            }
            return times(2);
        }

        private float[] times(double factor) {
            float[] update = new float[PARAMETERS];
            for (int i = 0; i < PARAMETERS; i++) {
                update[i] = (float) (factor * past.latest()[i]);
            }
            return update;
        }

        /** An update that is longer by so much. */
        private static float[] longer(float[] update, double by) {
            double squares = 0;
            for (float value : update) {
                squares += (double) value * value;
            }
            float[] longer = new float[update.length];
            for (int i = 0; i < update.length; i++) {
                longer[i] = (float) (update[i] * (1 + by / Math.sqrt(squares)));
            }
            return longer;
        }
    }
}
