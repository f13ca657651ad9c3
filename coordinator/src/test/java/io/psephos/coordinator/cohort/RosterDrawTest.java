package io.psephos.coordinator.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The draw of a cohort. Seeds are fixed, so a test that passed passes again. */
class RosterDrawTest {
    private static final Integer[] PINNED_FIRST = {4, 10, 11, 13, 14};
    private static final Integer[] PINNED_SECOND = {0, 3, 5, 16, 17};

    @ParameterizedTest
    @CsvSource({"1, 1", "10, 0", "10, 1", "10, 5", "10, 10", "1000, 37"})
    void aDrawHasItsSizeAndIsMadeAgainByAnybody(int population, int size) {
        Set<Integer> drawn = RosterDraw.positions(population, size, 7, 3);

        assertThat(drawn).hasSize(size).allMatch(position -> position >= 0 && position < population);
        assertThat(RosterDraw.positions(population, size, 7, 3)).isEqualTo(drawn);
    }

    @Test
    void namesAreThoseAtThePositions() {
        List<String> roster = List.of("a", "b", "c", "d", "e", "f");
        for (long round = 0; round < 50; round++) {
            List<String> expected = RosterDraw.positions(6, 3, 5, round).stream()
                    .map(roster::get)
                    .toList();

            assertThat(RosterDraw.draw(roster, 3, 5, round)).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void theDrawOfVersionOneNeverChanges() {
        assertThat(RosterDraw.positions(20, 5, 7, 0)).containsExactlyInAnyOrder(PINNED_FIRST);
        assertThat(RosterDraw.positions(20, 5, 7, 1)).containsExactlyInAnyOrder(PINNED_SECOND);
    }

    /**
     * Chi-square over all 120 subsets of 3 of 10, 119 degrees of freedom. The bound is the quantile of 1 − 10⁻⁶ (207.5
     * by the approximation of Wilson and Hilferty, 1931): false alarms once in a million for a draw by fresh seeds.
     */
    @Test
    void everySubsetIsAsLikelyAsAnyOther() {
        Map<Set<Integer>, Integer> counts = new HashMap<>();
        int draws = 120 * 200;
        for (long round = 0; round < draws; round++) {
            counts.merge(RosterDraw.positions(10, 3, 42, round), 1, Integer::sum);
        }

        assertThat(counts).hasSize(120);
        assertThat(chiSquare(
                        counts.values().stream().mapToInt(Integer::intValue).toArray(), 200))
                .isLessThan(207.5);
    }

    /**
     * Chi-square of how often a member of round n is drawn again in round n + 1, 5 of 10 each: the overlap is
     * hypergeometric, its variance 25/36. The mean of 10,000 overlaps leaves 2.5 ± 5 standard errors once in 1.7 million.
     */
    @Test
    void roundsAreDrawnIndependently() {
        int rounds = 10_000;
        long overlap = 0;
        for (long round = 0; round < rounds; round++) {
            List<Integer> both = new ArrayList<>(RosterDraw.positions(10, 5, 99, round));
            both.retainAll(RosterDraw.positions(10, 5, 99, round + 1));
            overlap += both.size();
        }

        double mean = (double) overlap / rounds;
        assertThat(Math.abs(mean - 2.5)).isLessThan(5 * Math.sqrt(25.0 / 36 / rounds));
    }

    @Test
    void neighbouringSeedsAndRoundsMixToDifferentSeeds() {
        long[] mixed = IntStream.range(0, 300)
                .boxed()
                .flatMap(seed -> IntStream.range(0, 300).mapToObj(round -> RosterDraw.mix(seed, round)))
                .mapToLong(Long::longValue)
                .toArray();

        assertThat(Arrays.stream(mixed).distinct().count()).isEqualTo(mixed.length);
    }

    @ParameterizedTest
    @CsvSource({"10, 11", "10, -1", "0, 1"})
    void aDrawNeedsEnoughMembers(int population, int size) {
        assertThatThrownBy(() -> RosterDraw.positions(population, size, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("" + size);
    }

    private static double chiSquare(int[] counts, double expected) {
        return Arrays.stream(counts)
                .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                .sum();
    }
}
