package io.psephos.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.Row;
import org.junit.jupiter.api.Test;

final class RobustReportTest {

    @Row("psephos bench")
    @Test
    void theJsonHasRatiosToBothProducts() {
        RobustReport report = new RobustReport(
                new PairedTiming.Result(0.1, 0.04, 0.4),
                new PairedTiming.Result(0.1, 0.08, 0.8),
                new PairedTiming.Result(250, 2500, 10));
        assertThat(report.json())
                .isEqualTo("{\"pairsPerSecondPerCore\":10000000000,\"distancesOverProduct\":2.50,"
                        + "\"distancesOverPlainProduct\":1.25,\"mediansPerSecondPerCore\":4000000,"
                        + "\"medianRatioToSort\":10.00}");
        assertThat(report.table()).contains("2.50 of the best").hasLineCount(3);
    }
}
