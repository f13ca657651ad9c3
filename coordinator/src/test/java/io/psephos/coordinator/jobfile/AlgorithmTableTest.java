package io.psephos.coordinator.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.psephos.protocol.JobSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table from the field's names to lines of a job file. */
class AlgorithmTableTest {
    private static final Path TABLE = Path.of("..", "docs", "algorithms.md");
    private static final Pattern ROW = Pattern.compile("\\| ([^|]+) \\| [^|]+ \\| `([^`]+)` \\|");

    @ParameterizedTest
    @MethodSource("lines")
    void everyRowIsAJob(String lines) {
        JobSpec spec = JobYaml.parse("{" + lines + "}");

        // What is written out in full says the same.
        assertThat(JobFile.parse(JobFile.render(spec))).isEqualTo(spec);
    }

    @Test
    void namesAreThereOnceAndTheFieldsBestKnownAmongThem() throws IOException {
        assertThat(rows().keySet())
                .hasSizeGreaterThan(40)
                .contains(
                        "FedAvg", "FedProx", "FedAvgM", "FedAdam", "FedBuff", "FedAsync", "signSGD with majority vote")
                .contains("EF-signSGD", "QSGD", "DIANA", "Krum", "Kardam");
    }

    static List<String> lines() throws IOException {
        return List.copyOf(rows().values());
    }

    private static Map<String, String> rows() throws IOException {
        return ROW.matcher(Files.readString(TABLE))
                .results()
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));
    }
}
