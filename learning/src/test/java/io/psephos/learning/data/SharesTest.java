package io.psephos.learning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

final class SharesTest {
    private static final Examples EXAMPLES =
            new Examples(new float[][] {{0}, {1}, {2}, {3}, {4}}, new int[] {0, 1, 2, 0, 1}, 3);

    @Test
    void givesEachClientItsExamples() {
        Shares shares = Shares.of(EXAMPLES, new int[][] {{4, 0}, {}, {2, 2, 1}});

        assertThat(shares.clients()).isEqualTo(3);
        assertThat(shares.of(0).features(0)).containsExactly(4);
        assertThat(shares.of(0).label(1)).isZero();
        assertThat(shares.of(1).count()).isZero();
        assertThat(shares.count(2)).isEqualTo(3);
        assertThat(shares.of(2).classCounts()).containsExactly(0, 1, 2);
    }

    @Test
    void aSelectionOfAShareStaysInIt() {
        Examples share = Shares.of(EXAMPLES, new int[][] {{0}, {3, 1, 4}}).of(1);

        Examples selected = share.select(new int[] {2, 0});

        assertThat(selected.features(0)).containsExactly(4);
        assertThat(selected.features(1)).containsExactly(3);
        assertThat(share.range(1, 2).features(0)).containsExactly(1);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> share.range(1, 3));
    }

    @Test
    void copiesStandFirstAndHoldTheSame() {
        Shares shares = Shares.of(EXAMPLES, new int[][] {{1}, {2, 3}}).afterCopies(3);

        assertThat(shares.clients()).isEqualTo(5);
        assertThat(shares.of(1).features(1)).containsExactly(3);
        assertThat(shares.of(2).features(0)).containsExactly(1);
        assertThat(shares.count(3)).isEqualTo(1);
        assertThat(shares.of(4).features(0)).containsExactly(2);
    }

    @Test
    void holdsNobody() {
        assertThat(Shares.of(EXAMPLES, new int[0][]).clients()).isZero();
    }
}
