package io.psephos.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.Row;
import org.junit.jupiter.api.Test;

final class TallyReportTest {

    @Row("psephos bench")
    @Test
    void theJsonHasTheWorseOfBothSizes() {
        TallyReport.Size small =
                new TallyReport.Size(1000, new PairedTiming.Result(10, 500, 50), new PairedTiming.Result(10, 90, 9), 2);
        TallyReport.Size large = new TallyReport.Size(
                2000, new PairedTiming.Result(25, 600, 24), new PairedTiming.Result(25, 300, 12), 3);
        TallyReport report = new TallyReport(small, large, 1.25, new PairedTiming.Result(10, 55, 5.5));
        assertThat(report.json())
                .isEqualTo("{\"votesPerSecondPerCore\":80000000000,\"ratioToNaive\":24.00,\"ratioToFloatAdd\":9.00,"
                        + "\"cost24Over20\":1.250,\"encodeRatioToNextFloat\":5.50}");
        assertThat(report.table()).contains("2^24").contains("80.0 billion").hasLineCount(5);
    }

    @Test
    void pairsAreMeasuredInTurns() {
        StringBuilder turns = new StringBuilder();
        PairedTiming.Result result = PairedTiming.of(() -> turns.append('a'), () -> turns.append('b'), 3);
        assertThat(turns).hasToString("ababab");
        assertThat(result.ratio()).isPositive();
        assertThat(PairedTiming.median(new double[] {9, 1, 5})).isEqualTo(5);
        assertThat(new PairedTiming.Result(10, 90, 9).per(5, 3)).isEqualTo(new PairedTiming.Result(2, 30, 15));
    }
}
