package io.psephos.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class IngestReportTest {

    @Test
    void bytesAreSharesOfTheFrames() {
        IngestReport report = new IngestReport(List.of(
                new IngestReport.Row(4, 1000, 2, 0.5, 0.25, 0.75, 10_000, 6_000, 3_000),
                new IngestReport.Row(4, 1000, 2, 0.5, 0.25, 0.75, -1, 6_000, 3_000)));

        String row = "{\"frames\":4,\"frameBytes\":1000,\"updatesPerSecond\":2.0,\"acceptOverFloor\":4.00,"
                + "\"publishSeconds\":0.250,\"restartSeconds\":0.750,\"writtenOverFrames\":%s,"
                + "\"openFileOverFrames\":1.500,\"endedFileBytes\":3000}";
        assertThat(report.json())
                .isEqualTo("{\"rounds\":[" + row.formatted("2.500") + "," + row.formatted("null") + "]}");
        assertThat(report.table()).contains("2.50").contains("unknown").hasLineCount(4);
    }
}
