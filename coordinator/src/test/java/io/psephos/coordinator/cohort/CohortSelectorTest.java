package io.psephos.coordinator.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.protocol.Choice;
import io.psephos.protocol.SelectorKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of selectors, which every built-in keeps, and one of a user's own. */
class CohortSelectorTest {
    private static final List<String> ROSTER =
            IntStream.range(0, 40).mapToObj(n -> "edge-" + n).toList();
    private static final int COHORT = 7;

    /** A selector of one's own: those who have waited longest, newcomers first. */
    private static final CohortSelector LONGEST_AWAY = input -> {
        List<Integer> positions = new ArrayList<>(
                IntStream.range(0, input.roster().size()).boxed().toList());
        positions.sort(Collections.reverseOrder((one, other) -> Long.compare(away(input, one), away(input, other))));
        return RosterDraw.names(input.roster(), positions.subList(0, input.cohort()));
    };

    private static long away(SelectionInput input, int position) {
        return input.known().get(position).roundsSinceCounted().orElse(Long.MAX_VALUE);
    }

    static Stream<CohortSelector> selectors() {
        return Stream.concat(
                Stream.of(LONGEST_AWAY),
                Choice.builtIn(SelectorKind.class).stream()
                        .filter(SelectorKind::isDraw)
                        .map(kind -> CohortSelectors.of(Choice.of(kind)).orElseThrow()));
    }

    @ParameterizedTest
    @MethodSource("selectors")
    void theSameInputGivesTheSameMembers(CohortSelector selector) {
        for (long round = 0; round < 50; round++) {
            Set<String> drawn = selector.select(input(round, facts(round)));

            assertThat(ROSTER).containsAll(drawn);
            assertThat(selector.select(input(round, facts(round)))).isEqualTo(drawn);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = SelectorKind.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"FIRST_COME", "EXTENSION"})
    void anotherSeedGivesAnotherDraw(SelectorKind kind) {
        CohortSelector selector = CohortSelectors.of(Choice.of(kind)).orElseThrow();
        Set<Set<String>> draws = new HashSet<>();
        for (long seed = 0; seed < 20; seed++) {
            draws.add(selector.select(new SelectionInput(ROSTER, COHORT, 3, seed, facts(1))));
        }

        assertThat(draws).as("of 18 million subsets").hasSize(20);
    }

    @ParameterizedTest
    @EnumSource(
            value = SelectorKind.class,
            names = {"ROSTER_DRAW", "POWER_OF_CHOICE", "BY_EXAMPLES"})
    void aCohortHasTheSizeThatTheJobAsksFor(SelectorKind kind) {
        CohortSelector selector = CohortSelectors.of(Choice.of(kind)).orElseThrow();
        Set<String> everDrawn = new HashSet<>();
        for (long round = 0; round < 200; round++) {
            Set<String> drawn = selector.select(input(round, facts(1)));

            assertThat(drawn).hasSize(COHORT);
            everDrawn.addAll(drawn);
        }
        assertThat(everDrawn).as("it is another one each time").hasSizeGreaterThan(2 * COHORT);

        SelectionInput all = new SelectionInput(ROSTER, ROSTER.size(), 0, 1, facts(1));
        assertThat(selector.select(all)).containsExactlyInAnyOrderElementsOf(ROSTER);
    }

    @Test
    void whoeverComesFirstIsNotDrawn() {
        assertThat(CohortSelectors.of(Choice.of(SelectorKind.FIRST_COME))).isEmpty();
    }

    @Test
    void theUsualDrawIsTheOneThatAnybodyCanRepeat() {
        CohortSelector usual =
                CohortSelectors.of(Choice.of(SelectorKind.ROSTER_DRAW)).orElseThrow();
        for (long round = 0; round < 50; round++) {
            SelectionInput input =
                    new SelectionInput(ROSTER, COHORT, round, RosterDraw.mix(11, round), unknown(ROSTER.size()));

            assertThat(usual.select(input)).isEqualTo(RosterDraw.draw(ROSTER, COHORT, 11, round));
        }
    }

    @Test
    void everyCallForRandomnessBeginsAtTheSameNumber() {
        SelectionInput input = input(3, facts(3));

        assertThat(input.random().nextLong()).isEqualTo(input.random().nextLong());
        assertThat(input.random().nextLong())
                .isNotEqualTo(input(4, facts(3)).random().nextLong())
                .isNotEqualTo(new SplittableRandom(input.seed()).nextLong());
    }

    @Test
    void thereAreFactsOfEveryMember() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SelectionInput(ROSTER, COHORT, 0, 0, unknown(39)))
                .withMessageContaining("40")
                .withMessageContaining("39");
    }

    private static SelectionInput input(long round, List<MemberFacts> known) {
        return new SelectionInput(ROSTER, COHORT, round, RosterDraw.mix(5, round), known);
    }

    private static List<MemberFacts> unknown(int size) {
        return Collections.nCopies(size, MemberFacts.UNKNOWN);
    }

    private static List<MemberFacts> facts(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return ROSTER.stream()
                .map(member -> random.nextInt(4) == 0
                        ? MemberFacts.UNKNOWN
                        : new MemberFacts(
                                OptionalDouble.of(random.nextDouble()),
                                OptionalLong.of(random.nextInt(1, 100)),
                                OptionalLong.of(random.nextInt(10))))
                .toList();
    }
}
