package io.psephos.coordinator.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.Choice;
import io.psephos.protocol.SelectorKind;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The distributions of selectors. Seeds are fixed, so a test that passed passes again; fresh seeds would fail a test once
 * in a million times or less often, as each says.
 */
class SelectionStatisticsTest {
    private static final int ROUNDS = 20_000;
    private static final int MEMBERS = 12;

    /** Five standard errors of a mean: exceeded on either side once in 1.7 million times. */
    private static final double ERRORS = 5;

    private static final List<String> ROSTER =
            IntStream.range(0, MEMBERS).mapToObj(n -> "m" + n).toList();
    private static final List<MemberFacts> UNKNOWN = Collections.nCopies(MEMBERS, MemberFacts.UNKNOWN);

    /**
     * Counts of inclusion are binomial. The sum of twelve squared standard scores has 12 degrees of freedom; its quantile
     * of 1 − 10⁻⁶ is 53.0 (Wilson and Hilferty, 1931).
     */
    @Test
    void poissonDrawsEveryMemberAtTheRate() {
        for (double rate : new double[] {0.03, 0.25, 0.9}) {
            double[] counts = new double[MEMBERS];
            Choice<SelectorKind> poisson = Choice.of(SelectorKind.POISSON).with("rate", rate);
            for (boolean[] drawn : draws(poisson, 3, UNKNOWN).toList()) {
                for (int i = 0; i < MEMBERS; i++) {
                    counts[i] += drawn[i] ? 1 : 0;
                }
            }

            double variance = ROUNDS * rate * (1 - rate);
            assertThat(Arrays.stream(counts)
                            .map(count -> (count - ROUNDS * rate) * (count - ROUNDS * rate) / variance)
                            .sum())
                    .as("rate %s", rate)
                    .isLessThan(53);
        }
    }

    /**
     * The size is binomial: variance n·q·(1 − q), 0 where the size is fixed. With n = 12 and q = 1/4 the standard error of
     * an empirical variance is at most that of normal draws, √(2/rounds) of it.
     */
    @Test
    void theSizeOfAPoissonCohortVaries() {
        int[] sizes = draws(Choice.of(SelectorKind.POISSON), 3, UNKNOWN)
                .map(drawn ->
                        (int) IntStream.range(0, MEMBERS).filter(i -> drawn[i]).count())
                .mapToInt(Integer::intValue)
                .toArray();
        double mean = Arrays.stream(sizes).average().orElseThrow();
        double variance = Arrays.stream(sizes)
                .mapToDouble(size -> (size - 3.0) * (size - 3.0))
                .average()
                .orElseThrow();

        assertThat(mean).as("cohort / roster is the usual rate").isBetween(3 - within(2.25), 3 + within(2.25));
        assertThat(variance / 2.25)
                .isBetween(1 - ERRORS * Math.sqrt(2.0 / ROUNDS), 1 + ERRORS * Math.sqrt(2.0 / ROUNDS));
        // 0.75¹² of the rounds draw nobody.
        double nobody = Math.pow(0.75, MEMBERS);
        assertThat((double) Arrays.stream(sizes).filter(size -> size == 0).count() / ROUNDS)
                .isBetween(nobody - within(nobody * (1 - nobody)), nobody + within(nobody * (1 - nobody)));
    }

    /**
     * Of two rounds, and of two members of a round, the share that has both is q² where they are independent. Neighbouring
     * pairs share a round, which at most triples the variance.
     */
    @Test
    void roundsAndMembersAreDrawnIndependently() {
        double q = 0.25;
        List<boolean[]> draws =
                draws(Choice.of(SelectorKind.POISSON), 3, UNKNOWN).toList();
        for (int lag = 1; lag <= 3; lag++) {
            int both = 0;
            for (int round = lag; round < ROUNDS; round++) {
                both += draws.get(round)[4] && draws.get(round - lag)[4] ? 1 : 0;
            }
            assertThat((double) both / ROUNDS)
                    .as("lag %d", lag)
                    .isBetween(q * q - within(3 * q * q), q * q + within(3 * q * q));
        }
        double pairs = draws.stream().filter(drawn -> drawn[4] && drawn[5]).count() / (double) ROUNDS;
        assertThat(pairs).isBetween(q * q - within(q * q), q * q + within(q * q));
    }

    /**
     * A cohort of one has each member in proportion to its examples; chi-square with 11 degrees of freedom, whose quantile
     * of 1 − 10⁻⁶ is 50.6.
     */
    @Test
    void byExamplesDrawsInProportion() {
        List<MemberFacts> held = IntStream.range(0, MEMBERS)
                .mapToObj(n -> facts(OptionalDouble.empty(), OptionalLong.of(n + 1)))
                .toList();
        double[] counts = counts(Choice.of(SelectorKind.BY_EXAMPLES), 1, held);

        double total = MEMBERS * (MEMBERS + 1) / 2.0;
        assertThat(chiSquare(counts, position -> ROUNDS * (position + 1) / total))
                .isLessThan(50.6);
    }

    /**
     * The second of two is drawn in proportion to what the first left over. With examples 1, 2 and 3 all but the first
     * member are drawn with probability 2/6 · 3/4 + 3/6 · 2/3 = 7/12.
     */
    @Test
    void byExamplesDrawsWithoutReplacement() {
        List<String> three = List.of("a", "b", "c");
        List<MemberFacts> held = IntStream.rangeClosed(1, 3)
                .mapToObj(n -> facts(OptionalDouble.empty(), OptionalLong.of(n)))
                .toList();
        CohortSelector selector =
                CohortSelectors.of(Choice.of(SelectorKind.BY_EXAMPLES)).orElseThrow();
        int without = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Set<String> drawn = selector.select(new SelectionInput(three, 2, round, RosterDraw.mix(9, round), held));
            without += drawn.contains("a") ? 0 : 1;
        }

        double expected = 7.0 / 12;
        assertThat((double) without / ROUNDS)
                .isBetween(expected - within(expected * (1 - expected)), expected + within(expected * (1 - expected)));
    }

    /** Who has not told its examples is drawn as often as the mean of those who have: here 2 of 2 · 12. */
    @Test
    void unknownExamplesWeighAsTheMean() {
        List<MemberFacts> held = IntStream.range(0, MEMBERS)
                .mapToObj(n -> facts(
                        OptionalDouble.empty(), n == 0 ? OptionalLong.empty() : OptionalLong.of(n % 2 == 0 ? 1 : 3)))
                .toList();
        double[] counts = counts(Choice.of(SelectorKind.BY_EXAMPLES), 1, held);
        double mean = (6 * 3 + 5) / 11.0;
        double expected = mean / (6 * 3 + 5 + mean);

        assertThat(counts[0] / ROUNDS).isBetween(expected - within(expected), expected + within(expected));
    }

    @Test
    void powerOfChoiceTakesTheLargestLossesOfItsCandidates() {
        List<MemberFacts> known = IntStream.range(0, MEMBERS)
                .mapToObj(n -> facts(OptionalDouble.of(n), OptionalLong.empty()))
                .toList();
        Choice<SelectorKind> all = Choice.of(SelectorKind.POWER_OF_CHOICE).with("candidates", MEMBERS);
        double[] always = counts(all, 3, known);

        assertThat(Arrays.copyOfRange(always, 9, MEMBERS)).containsOnly(ROUNDS);
        assertThat(Arrays.copyOfRange(always, 0, 9)).containsOnly(0);
    }

    /**
     * Of two candidates of twelve the one with the larger loss is taken: member n with probability n / (12 · 11 / 2), the
     * first one never. Chi-square with 10 degrees of freedom, whose quantile of 1 − 10⁻⁶ is 48.4.
     */
    @Test
    void powerOfChoiceDrawsItsCandidates() {
        List<MemberFacts> known = IntStream.range(0, MEMBERS)
                .mapToObj(n -> facts(OptionalDouble.of(n - 5), OptionalLong.empty()))
                .toList();
        double[] counts = counts(Choice.of(SelectorKind.POWER_OF_CHOICE), 1, known);

        assertThat(counts[0]).isZero();
        assertThat(chiSquare(Arrays.copyOfRange(counts, 1, MEMBERS), position -> ROUNDS * (position + 1) / 66.0))
                .isLessThan(48.4);
    }

    /** Of equal candidates none is favoured by its place: as above, 50.6 with 11 degrees of freedom. */
    @Test
    void whoseLossIsNotKnownComesFirst() {
        List<MemberFacts> known = IntStream.range(0, MEMBERS)
                .mapToObj(n -> facts(n < 6 ? OptionalDouble.empty() : OptionalDouble.of(1e300), OptionalLong.empty()))
                .toList();
        Choice<SelectorKind> all = Choice.of(SelectorKind.POWER_OF_CHOICE).with("candidates", MEMBERS);

        double[] counts = counts(all, 6, known);
        assertThat(Arrays.copyOfRange(counts, 0, 6)).containsOnly(ROUNDS);

        assertThat(chiSquare(counts(all, 1, UNKNOWN), position -> (double) ROUNDS / MEMBERS))
                .isLessThan(50.6);
    }

    private static MemberFacts facts(OptionalDouble loss, OptionalLong examples) {
        return new MemberFacts(loss, examples, OptionalLong.of(0));
    }

    private static double[] counts(Choice<SelectorKind> kind, int cohort, List<MemberFacts> known) {
        double[] counts = new double[MEMBERS];
        draws(kind, cohort, known).forEach(drawn -> {
            for (int i = 0; i < MEMBERS; i++) {
                counts[i] += drawn[i] ? 1 : 0;
            }
        });
        return counts;
    }

    private static Stream<boolean[]> draws(Choice<SelectorKind> kind, int cohort, List<MemberFacts> known) {
        CohortSelector selector = CohortSelectors.of(kind).orElseThrow();
        return IntStream.range(0, ROUNDS).mapToObj(round -> {
            Set<String> names =
                    selector.select(new SelectionInput(ROSTER, cohort, round, RosterDraw.mix(42, round), known));
            boolean[] drawn = new boolean[MEMBERS];
            for (int i = 0; i < MEMBERS; i++) {
                drawn[i] = names.contains(ROSTER.get(i));
            }
            return drawn;
        });
    }

    private static double chiSquare(double[] counts, IntToDoubleFunction expected) {
        return IntStream.range(0, counts.length)
                .mapToDouble(i -> {
                    double off = counts[i] - expected.applyAsDouble(i);
                    return off * off / expected.applyAsDouble(i);
                })
                .sum();
    }

    /** Five standard errors of a mean over all rounds. */
    private static double within(double variance) {
        return ERRORS * Math.sqrt(variance / ROUNDS);
    }
}
