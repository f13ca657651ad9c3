package io.psephos.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CodecReportTest {

    @Test
    void figuresAreRatesAndRatiosToACopy() {
        CodecReport report = new CodecReport(List.of(new CodecReport.Row(
                "sign",
                1000,
                new PairedTiming.Result(10_000, 2_000, 0.2),
                new PairedTiming.Result(4_000, 2_000, 0.5),
                1,
                1.5,
                1.25)));

        assertThat(report.json())
                .isEqualTo("{\"schemes\":[{\"scheme\":\"sign\",\"encodedPerSecond\":100000000,"
                        + "\"decodedPerSecond\":250000000,\"encodeOverCopy\":5.0,\"decodeOverCopy\":2.0,"
                        + "\"bitsGaussian\":1.000,\"bitsLaplace\":1.500,\"bitsGradient\":1.250}]}");
        assertThat(report.table())
                .contains("sign")
                .contains("100")
                .contains("250")
                .hasLineCount(2);
    }
}
