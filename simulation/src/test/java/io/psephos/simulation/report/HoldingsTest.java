package io.psephos.simulation.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HoldingsTest {
    @Test
    void fewClientsAreAllShownInTheirOrder() {
        Holdings holdings = Holdings.of(3, client -> new int[] {client, 10, 0}, client -> client == 0);

        assertThat(holdings.shown()).extracting(Holdings.Share::total).containsExactly(10, 11, 12);
        assertThat(holdings.shown()).extracting(Holdings.Share::attacker).containsExactly(true, false, false);
        assertThat(holdings.examples()).isEqualTo(new Holdings.Spread(10, 11, 12));
        assertThat(holdings.classes()).isEqualTo(new Holdings.Spread(1, 2, 2));
    }

    @Test
    void ofManyTheLargestTheSmallestAndThoseBetweenAreShown() {
        Holdings holdings = Holdings.of(1000, client -> new int[] {client + 1}, client -> false);

        assertThat(holdings.clients()).isEqualTo(1000);
        assertThat(holdings.shown())
                .hasSize(Holdings.MOST_SHOWN)
                .extracting(Holdings.Share::total)
                .startsWith(1000)
                .endsWith(1)
                .doesNotHaveDuplicates();
        assertThat(holdings.examples()).isEqualTo(new Holdings.Spread(1, 501, 1000));
    }
}
