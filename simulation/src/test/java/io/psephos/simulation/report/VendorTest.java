package io.psephos.simulation.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.Sha256;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The files of others are those that were published. */
class VendorTest {
    private static final Pattern ROW = Pattern.compile("\\| ([\\w.]+) \\| ([0-9a-f]{64}) \\|");

    @Test
    void everyFileHasTheSumThatTheReadmeTells() {
        Map<String, String> told = ROW.matcher(ReportPage.resource("vendor/README.md"))
                .results()
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));

        assertThat(told).containsOnlyKeys("uPlot.iife.min.js", "uPlot.min.css", "LICENSE");
        told.forEach((file, sum) -> assertThat(
                        HexFormat.of().formatHex(Sha256.of(ReportPage.resource("vendor/" + file))))
                .as(file)
                .isEqualTo(sum));
    }

    @Test
    void theVersionIsTheOneThatTheReadmeTells() {
        List<String> told = Pattern.compile("uPlot (\\d+\\.\\d+\\.\\d+) by")
                .matcher(ReportPage.resource("vendor/README.md"))
                .results()
                .map(version -> version.group(1))
                .toList();

        assertThat(told).hasSize(1);
        assertThat(ReportPage.resource("vendor/uPlot.iife.min.js"))
                .startsWith("/*! https://github.com/leeoniya/uPlot (v" + told.getFirst() + ")");
    }
}
