package io.psephos.aggregation.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.aggregation.Aggregate;
import io.psephos.compression.Dense;
import io.psephos.protocol.AdaptiveB;
import io.psephos.protocol.ClientReport;
import io.psephos.protocol.state.NamedState;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AdaptiveBoundsTest {

    /** 29/35 · 35 is a little more than 29 in double; and of 16 reports of 20 clients, 4 of them Byzantine, 12 are honest. */
    @Test
    void noneOfTheLargestReportsEverCounts() {
        double[] reports = new double[35];
        Arrays.fill(reports, 0, 29, 1);
        Arrays.fill(reports, 29, 35, 1e30);
        assertThat(next(new AdaptiveB(29.0 / 35, 1), 6, reports)).isEqualTo(1);
        double[] few = new double[16];
        Arrays.fill(few, 0, 12, 1);
        Arrays.fill(few, 12, 16, 1e30);
        assertThat(next(new AdaptiveB(0.8, 1), 4, few)).isEqualTo(1);
        assertThat(next(new AdaptiveB(1, 2), 0, 3, 1, 2)).isEqualTo(6);
    }

    @Test
    void withoutAMagnitudeAboveZeroBStaysAsItWas() {
        assertThat(next(new AdaptiveB(1, 2), 0, 0, 0)).isEqualTo(0.5);
        assertThat(next(new AdaptiveB(1, 2), 0)).isEqualTo(0.5);
    }

    private static double next(AdaptiveB rule, int byzantine, double... magnitudes) {
        List<ClientReport> reports = Arrays.stream(magnitudes)
                .mapToObj(magnitude -> new ClientReport(Map.of(), List.of(magnitude)))
                .collect(Collectors.toList());
        Aggregate aggregate = new Aggregate(new Dense(new float[1]), 1, null);
        RoundFacts facts = new RoundFacts(aggregate, new float[1], 0, 1, reports, AcceptedUpdates.hidden());
        return new AdaptiveBounds(rule, byzantine, List.of(0.5))
                .apply(RoundResult.of(aggregate, NamedState.EMPTY), facts)
                .state()
                .number(AdaptiveBounds.B, 0);
    }
}
