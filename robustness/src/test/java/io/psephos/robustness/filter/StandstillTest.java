package io.psephos.robustness.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.psephos.protocol.ClientId;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Four clients, one of whom may be Byzantine: three make a lap. */
final class StandstillTest {
    private static final Set<ClientId> ALL =
            IntStream.range(0, 4).mapToObj(Past::id).collect(Collectors.toSet());

    @Test
    void whoMissesThreeLapsAfterTheFirstIsSilent() {
        Standstill standstill = judged(Standstill.NONE, 0, 1, 2, 2, 1, 0, 0, 1, 2);
        assertThat(standstill.isSilent(Past.id(3))).isFalse();
        assertThat(standstill.isLong()).isFalse();

        standstill = judged(standstill, 1, 0, 2);
        assertThat(standstill.isSilent(Past.id(3))).isTrue();
        assertThat(standstill.isLong()).isTrue();

        assertThat(judged(standstill, 3).isSilent(Past.id(3))).isFalse();
    }

    @Test
    void oneClientAloneMakesNoTimePass() {
        assertThat(judged(Standstill.NONE, new int[500])).isEqualTo(judged(Standstill.NONE, 0));
    }

    @Test
    void anAcceptedUpdateEndsIt() {
        Standstill twice = judged(Standstill.NONE, 0, 1, 2, 0, 1, 2, 0, 1, 2).ended();
        assertThat(twice.laps()).isZero();
        assertThat(twice.heard()).isEmpty();
        assertThat(judged(twice, 0, 1, 2).isSilent(Past.id(3)))
                .as("others may still be at work")
                .isFalse();
        assertThat(judged(twice, 0, 1, 2, 0, 1, 2).isSilent(Past.id(3)))
                .as("who was not heard of in between")
                .isTrue();
        assertThat(judged(twice, 3, 0, 1, 2, 0, 1, 2, 0, 1).isSilent(Past.id(3)))
                .isFalse();
    }

    /** However they come: three of four were judged in each lap. */
    @Test
    void neverAreMoreThanFSilent() {
        SplittableRandom random = new SplittableRandom(3);
        Standstill standstill = Standstill.NONE;
        for (int i = 0; i < 20_000; i++) {
            int live = i / 50 % 2 == 0 ? 4 : 3;
            standstill = judged(standstill, (random.nextInt(live) + i / 500) % 4);
            assertThat(ALL.stream().filter(standstill::isSilent).count()).isLessThanOrEqualTo(1);
            standstill = random.nextInt(40) == 0 ? standstill.ended() : standstill;
        }
    }

    @Test
    void theSilentCountAsInfiniteAndLeaveTheThresholdFinite() {
        Standstill oneIsSilent = judged(Standstill.NONE, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3);
        assertThat(table(oneIsSilent, 1, 2, 3, 9).threshold(4, 1)).isEqualTo(9);
        assertThat(table(Standstill.NONE, 1, 2, 3, 9).threshold(4, 1)).isEqualTo(3);
        assertThat(table(oneIsSilent, 1, 2, 3).threshold(4, 1))
                .as("no opening, though two have none that counts")
                .isEqualTo(3);
        assertThat(table(oneIsSilent, 1, 2).threshold(4, 1)).isInfinite();
    }

    @Test
    void countsAreCounts() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Standstill(Collections.emptySortedSet(), -1, Collections.emptySortedMap()));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new Standstill(Collections.emptySortedSet(), 0, new TreeMap<>(Map.of(Past.id(1), 4))));
    }

    private static Standstill judged(Standstill standstill, int... clients) {
        for (int client : clients) {
            standstill = standstill.judged(Past.id(client), 3, ALL);
        }
        return standstill;
    }

    private static LipschitzState table(Standstill standstill, double... coefficients) {
        TreeMap<ClientId, Double> table = new TreeMap<>();
        IntStream.range(0, coefficients.length).forEach(i -> table.put(Past.id(i), coefficients[i]));
        return new LipschitzState(table, Map.of(), null, 0, -1, 0, standstill);
    }
}
