package io.psephos.robustness.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.psephos.protocol.ClientId;
import io.psephos.robustness.filter.LipschitzFilter.Mode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KardamTest {
    /**
     * f(x) = ½‖x‖², x₀ = (1, −2), rate 0.1, workers 0 to 3 in turn, worker 3 sends −10 g; in doubles, as the filter rounds
     * differences of updates to float32.
     */
    @Test
    void theWorkedTraceHoldsInItsCoefficients() {
        double[] x = {1, -2};
        double[] before = x;
        double[] last = null;
        Map<Integer, double[]> sent = new HashMap<>();
        Map<Integer, double[]> base = new HashMap<>();
        LipschitzState table = LipschitzState.EMPTY;
        List<Integer> accepted = new ArrayList<>();
        List<Double> candidates = new ArrayList<>();
        for (int step = 0; step < 16; step++) {
            int worker = step % 4;
            double[] g = times(worker == 3 ? -10 : 1, x);
            if (sent.containsKey(worker)) {
                table = table.with(Past.id(worker), distance(g, sent.get(worker)) / distance(x, base.get(worker)));
            }
            sent.put(worker, g);
            base.put(worker, x);
            double candidate = last == null ? 0 : distance(g, last) / distance(x, before);
            candidates.add(candidate);
            if (LipschitzFilter.isWithin(candidate, table.threshold(4, 1))) {
                accepted.add(worker);
                last = g;
                before = x;
                x = new double[] {x[0] - 0.1 * g[0], x[1] - 0.1 * g[1]};
            }
        }

        assertThat(accepted).containsExactly(0, 1, 2, 3, 0, 1, 2, 0, 1, 2, 0, 1, 2);
        double[] expected = {1, 1, 100, 12, 1, 1, 100, 1, 1, 1, 100, 1, 1, 1, 100};
        for (int step = 1; step < 16; step++) {
            assertThat(candidates.get(step)).as("step %s", step).isCloseTo(expected[step - 1], within(1e-7));
        }
        assertThat(x[0]).isCloseTo(0.564859072962, within(1e-12));
        assertThat(x[1]).isCloseTo(-1.129718145924, within(1e-12));
    }

    /** The same trace with the rate ½, so that every number is a sum of few powers of two and floats are exact. */
    @ParameterizedTest
    @EnumSource(Mode.class)
    void theWorkedTraceHoldsInBothModes(Mode mode) {
        FilterChain kardam = FilterChain.kardam(4, 1, mode, 0);
        Past past = Past.of(1, -2);
        FilterState state = FilterState.EMPTY;
        List<Integer> refusedAt = new ArrayList<>();
        List<Double> coefficients = new ArrayList<>();
        for (int step = 0; step < 16; step++) {
            float[] x = past.latest();
            float factor = step % 4 == 3 ? -10 : 1;
            FilterResult ruling = kardam.rule(past.from(step % 4, factor * x[0], factor * x[1]), past, state);
            state = ruling.next();
            if (ruling.verdict() instanceof FilterVerdict.Refused refused) {
                refusedAt.add(step);
                coefficients.add(refused.distance());
                assertThat(refused.filter()).isEqualTo("lipschitz");
                assertThat(refused.threshold()).isEqualTo(1);
            } else {
                past.publish(x[0] - factor * x[0] / 2, x[1] - factor * x[1] / 2);
            }
        }

        assertThat(refusedAt).containsExactly(7, 11, 15);
        double candidate = mode == Mode.PER_WORKER ? 10 : 12;
        assertThat(coefficients).containsExactly(candidate, candidate, candidate);
        assertThat(state.lipschitz().coefficients())
                .containsExactly(
                        Map.entry(Past.id(0), 1.0),
                        Map.entry(Past.id(1), 1.0),
                        Map.entry(Past.id(2), 1.0),
                        Map.entry(Past.id(3), 10.0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"1; AABACABBDDCAD; YNYNYYYNYNYYY", "2; AABACABBDDCAD; YNYNYNNNYNNNN"})
    void theFrequencyFilterLetsEveryWindowBeOfDifferentClients(int byzantine, String arrivals, String verdicts) {
        FilterChain filter = new FilterChain(List.of(new FrequencyFilter(10, byzantine)));
        Past past = Past.of(0);
        FilterState state = FilterState.EMPTY;
        StringBuilder said = new StringBuilder();
        for (char client : arrivals.toCharArray()) {
            FilterResult ruling = filter.rule(past.from(client, 1), past, state);
            said.append(ruling.isAccepted() ? 'Y' : 'N');
            state = ruling.next();
        }

        assertThat(said).hasToString(verdicts);
    }

    /**
     * Once 2f were accepted every arrival is refused with probability 2f/n, whatever was before: 100,000 arrivals have a
     * deviation of at most 0.0016, so that 0.008 is five of them (false alarm: 6e-7 a case, and the seed is fixed).
     */
    @ParameterizedTest
    @CsvSource({"3, 0.2", "8, 0.533333", "14, 0.933333"})
    void uniformArrivalsAreRefusedByFrequencyInTheKnownShare(int byzantine, double share) {
        FilterChain filter = new FilterChain(List.of(new FrequencyFilter(43, byzantine)));
        assertThat(refused(filter, 30, 100_000)).isCloseTo(share, within(0.008));
    }

    /**
     * Coefficients of different clients are independent and alike, so that the newest is among the n − f smallest with
     * probability (n − f)/n. Verdicts depend on each other through the table: over seeds 1 to 20 the share deviates by
     * at most 0.0021 (root of the mean square, measured); 0.012 is more than five of them.
     */
    @ParameterizedTest
    @CsvSource({"10, 3", "30, 3", "4, 1"})
    void honestClientsPassPerWorkerInTheKnownShare(int clients, int byzantine) {
        FilterChain filter = new FilterChain(List.of(new LipschitzFilter(clients, byzantine, Mode.PER_WORKER, 0)));
        assertThat(1 - refused(filter, clients, 40_000))
                .isCloseTo((double) (clients - byzantine) / clients, within(0.012));
    }

    @Test
    void theThresholdIsTheNearestRank() {
        assertThat(table(1, 2, 3, 1e6).threshold(4, 1)).isEqualTo(3);
        assertThat(table(0.5, 0.7, 0.9, 1.1, 1.3, 50, 60).threshold(7, 2)).isEqualTo(1.3);
    }

    @Test
    void silentClientsDoNotHoldTheFilterOpen() {
        assertThat(table(1, 2).threshold(4, 1)).isInfinite();
        assertThat(table(1, 2, 7).threshold(4, 1)).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 33})
    void fewerThanThreeTimesAsManyAndOneAreNoRoster(int byzantine) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FilterChain.kardam(3 * byzantine, byzantine, Mode.PER_WORKER, 0))
                .withMessageContaining("f = " + byzantine + ", n = " + 3 * byzantine);
        FilterChain.kardam(3 * byzantine + 1, byzantine, Mode.PER_WORKER, 0);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void withoutByzantineClientsBothFiltersAreOff(Mode mode) {
        FilterChain kardam = FilterChain.kardam(1, 0, mode, 0);
        Past past = Past.of(1);
        FilterState state = FilterState.EMPTY;
        for (int i = 0; i < 20; i++) {
            FilterResult ruling = kardam.rule(past.from(0, i % 2 == 0 ? 1 : 1e6f), past, state);
            assertThat(ruling.isAccepted()).isTrue();
            state = ruling.next();
            past.publish(i);
        }
        assertThat(state).isEqualTo(FilterState.EMPTY);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void whatIsNotFiniteIsRefusedAndChangesNoTable(Mode mode) {
        LipschitzFilter filter = new LipschitzFilter(4, 1, mode, 0);
        FilterState state = warm();
        Past past = warmPast();
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            FilterResult ruling = filter.judge(past.from(1, bad, 0), past, state);
            assertThat(ruling.isAccepted()).isFalse();
            assertThat(ruling.next()).isEqualTo(state);
        }
        assertThat(filter.judge(past.from(1, 3e38f, 0), past, state)
                        .next()
                        .lipschitz()
                        .coefficients())
                .as("finite, if huge, is judged as every other")
                .containsKey(Past.id(1));
    }

    @Test
    void aVersionYetToComeIsRefused() {
        LipschitzFilter filter = new LipschitzFilter(4, 1, Mode.SERVER_EVOLUTION, 0);
        Past past = warmPast();
        FilterResult ruling = filter.judge(Past.candidate(1, past.newest() + 1, 1, 1), past, FilterState.EMPTY);
        assertThat(ruling.verdict()).isInstanceOf(FilterVerdict.Refused.class);
        assertThat(ruling.next()).isEqualTo(FilterState.EMPTY);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void twoUpdatesFromTheSameParametersLeaveTheTableAsItWas(Mode mode) {
        LipschitzFilter filter = new LipschitzFilter(4, 1, mode, 0);
        FilterState state = warm();
        Past past = warmPast();
        FilterState once = filter.judge(past.from(0, 5, 5), past, state).next();

        FilterState sameVersion = filter.judge(past.from(0, 9, 9), past, once).next();
        assertThat(sameVersion.lipschitz().coefficients())
                .isEqualTo(once.lipschitz().coefficients());

        past.publish(past.latest().clone());
        FilterState sameParameters =
                filter.judge(past.from(0, 7, 7), past, once).next();
        assertThat(sameParameters.lipschitz().coefficients())
                .isEqualTo(once.lipschitz().coefficients());
    }

    /** Client 0 on f(x) = ½‖x‖², where every honest coefficient is 1 and 3 is the threshold. */
    @Test
    void aSecondUpdateFromAVersionIsHeldAgainstTheLastOneFromAnother() {
        Script script = new Script(1, 0.5f, 0.25f);
        script.sends(0, 1);

        assertThat(script.sends(1, 0.5f)).isEqualTo(1);
        assertThat(script.sends(1, -1000)).isEqualTo(2002);
        assertThat(script.sends(1, -1000)).as("the same again").isEqualTo(2002);
        assertThat(script.sends(1, 0.5f)).isEqualTo(1);
        assertThat(script.sends(2, 0.25f)).isEqualTo(1);
        assertThat(script.sends(2, 0.75f)).as("0.25 / 0.25 up, not from 0.25").isEqualTo(1);
        assertThat(script.passed).containsExactly(false, true, false, false, true, true, true);
    }

    @Test
    void aZeroUpdateGivesTheNextNoReasonToPass() {
        Script script = new Script(1, 0.5f, 0.5f, 0.5f, 0.25f);
        script.sends(0, 1);
        script.sends(1, 0);
        assertThat(script.sends(2, -1000)).as("from the same parameters").isEqualTo(2002);
        assertThat(script.sends(3, -1000)).isEqualTo(2002);
        assertThat(script.sends(4, 0.25f)).isEqualTo(1000.25 / 0.25);
        assertThat(script.passed).containsExactly(false, true, false, false, false);
    }

    @ParameterizedTest
    @ValueSource(floats = {1, -1000, 0})
    void whoComesBackAfterMoreVersionsThanAreKeptIsRefusedOnce(float factor) {
        float[] versions = new float[204];
        for (int i = 0; i < versions.length; i++) {
            versions[i] = 300 - i;
        }
        Script script = new Script(versions);
        script.sends(0, 300);
        script.sends(99, 201);
        assertThat(script.sends(200, factor * 100)).isInfinite();
        assertThat(script.sends(200, factor * 100)).as("once more").isInfinite();
        assertThat(script.sends(201, 99)).isEqualTo(Math.abs(99 - factor * 100));
        assertThat(script.passed).containsExactly(false, true, false, false, factor == 1);
    }

    /** What the filter does not do: it looks at differences only. */
    @Test
    void theSameUpdateFromAnotherVersionPassesHoweverLongItIs() {
        Script script = new Script(1, 0.5f, 0.25f);
        script.sends(0, 1);
        script.sends(1, -1000);
        assertThat(script.sends(2, -1000)).isZero();
        assertThat(script.passed).containsExactly(false, false, true);
    }

    @Test
    void whatCannotBeComparedLeavesTheTableAndTheThreshold() {
        Script script = new Script(1, 0.5f);
        assertThat(script.sends(1, 5)).isInfinite();
        assertThat(script.state.lipschitz().coefficients())
                .isEqualTo(table(1, 2, 3, 3).coefficients());
        assertThat(script.state.lipschitz().threshold(4, 1)).isEqualTo(3);
        assertThat(script.reason).isEqualTo("cannot be compared with an earlier update of the client");
    }

    /** After three laps in which all were asked again, the length decides, of which one of four may be the longest. */
    @ParameterizedTest
    @CsvSource({"4, true", "5, true", "6, false", "-1000, false"})
    void inALongStandstillWhatCannotBeComparedPassesByItsLength(float newcomers, boolean passes) {
        LipschitzFilter filter = new LipschitzFilter(4, 1, Mode.PER_WORKER, 0);
        Past past = warmPast();
        FilterState state = warm();
        List<Boolean> passed = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            for (float update : new float[] {5, 4, 5, newcomers}) {
                FilterResult ruling = filter.judge(past.from(passed.size() % 4, update, 0), past, state);
                state = ruling.next();
                passed.add(ruling.isAccepted());
            }
        }
        assertThat(passed.subList(0, 11)).as("less than four laps of three").containsOnly(false);
        assertThat(passed.getLast()).isEqualTo(passes);
    }

    /** Updates of client 0 from versions with one parameter each, in a closed filter of four clients. */
    private static final class Script {
        private final LipschitzFilter filter = new LipschitzFilter(4, 1, Mode.PER_WORKER, 0);
        private final float[] versions;
        private final List<Boolean> passed = new ArrayList<>();
        private Past past = Past.of();
        private FilterState state = FilterState.EMPTY.with(table(1, 2, 3, 3));
        private String reason = "";

        Script(float... versions) {
            this.versions = versions;
        }

        /** The coefficient of an update from the version, which is the newest. */
        double sends(int version, float update) {
            past = Past.of(versions[0]);
            for (int i = 1; i <= version; i++) {
                past.publish(versions[i]);
            }
            FilterResult ruling = filter.judge(past.from(0, update), past, state);
            state = ruling.next();
            passed.add(ruling.isAccepted());
            if (ruling.verdict() instanceof FilterVerdict.Refused refused) {
                reason = refused.reason();
                return refused.distance();
            }
            return state.lipschitz().coefficients().get(Past.id(0));
        }
    }

    @Test
    void aStepThatLedNowhereLeavesTheOneBeforeToMeasureBy() {
        LipschitzFilter filter = new LipschitzFilter(4, 1, Mode.SERVER_EVOLUTION, 0);
        Past past = Past.of(0, 0);
        past.publish(3, 4);
        FilterState state =
                filter.judge(past.from(0, 1, 1), past, FilterState.EMPTY).next();
        assertThat(state.lipschitz().step()).isEqualTo(5);

        past.publish(3, 4);
        state = filter.judge(past.from(1, 1, 1), past, state).next();
        assertThat(state.lipschitz().step()).isEqualTo(5);
    }

    @Test
    void nobodyPassesAfterHoweverManyRefusalsUnlessAskedFor() {
        Past past = warmPast();
        LipschitzFilter never = new LipschitzFilter(4, 1, Mode.PER_WORKER, 0);
        FilterState state = warm();
        for (int i = 0; i < 50; i++) {
            FilterResult ruling = never.judge(past.from(9, 1, 1), past, state);
            assertThat(ruling.isAccepted()).isFalse();
            state = ruling.next();
        }
        FilterChain third = new FilterChain(List.of(new LipschitzFilter(4, 1, Mode.PER_WORKER, 3)));
        FilterState other = warm();
        List<Boolean> accepted = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            FilterResult ruling = third.rule(past.from(9, 1, 1), past, other);
            accepted.add(ruling.isAccepted());
            other = ruling.next();
        }
        assertThat(accepted).containsExactly(false, false, false, true, false, false, false, true);
    }

    /** Clients 0, 1 and 2 with coefficients 1 to 3. */
    private static FilterState warm() {
        LipschitzState known = table(1, 2, 3);
        return FilterState.EMPTY.with(known);
    }

    private static Past warmPast() {
        Past past = Past.of(0, 0);
        past.publish(1, 1);
        past.publish(2, 3);
        return past;
    }

    private static LipschitzState table(double... coefficients) {
        TreeMap<ClientId, Double> table = new TreeMap<>();
        IntStream.range(0, coefficients.length).forEach(i -> table.put(Past.id(i), coefficients[i]));
        return new LipschitzState(table, Map.of(), null, 0, -1, 0, Standstill.NONE);
    }

    /** Clients drawn at random send what is drawn at random, each from a version of its own; the warm-up is not counted. */
    private static double refused(FilterChain filter, int clients, int arrivals) {
        SplittableRandom random = new SplittableRandom(4);
        FilterState state = FilterState.EMPTY;
        int refused = 0;
        int before = 40 * clients;
        for (int i = 0; i < before + arrivals; i++) {
            int version = i;
            History past = new EvenPast(version);
            FilterInput candidate = Past.candidate(
                    random.nextInt(clients), version, (float) random.nextGaussian(), (float) random.nextGaussian());
            FilterResult ruling = filter.rule(candidate, past, state);
            state = ruling.next();
            refused += i >= before && !ruling.isAccepted() ? 1 : 0;
        }
        return (double) refused / arrivals;
    }

    private static double[] times(double factor, double[] x) {
        return new double[] {factor * x[0], factor * x[1]};
    }

    private static double distance(double[] a, double[] b) {
        return Math.hypot(a[0] - b[0], a[1] - b[1]);
    }
}
